//! A damaged scan in, every reading that explains it out.

use std::collections::HashSet;
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;
use tallymark::batch::Order;
use tallymark::gs1::{ApplicationIdentifier, Message};
use tallymark::repair::{self, Context, Reading};
use tallymark::{Gtin, Item};

use crate::ask::{Input, data, read};
use crate::{Failure, ParseOptions, ProfileCheck, load};

/// What the labels hold and what is known of the batch: the members of a `repair` request beside the text.
///
/// ```
/// use tallymark_bindings::Repairer;
///
/// let repairer = Repairer::from_json(br#"{"require": ["01", "17", "10", "21"], "lots": ["A7B21"]}"#)?;
/// let report = repairer.repair(b"]d201095060001343521728123110A7B2121A1B2");
/// assert!(report.unique);
/// assert_eq!(report.readings[0].key.as_deref(), Some("(01)09506000134352(21)A1B2"));
/// # Ok::<(), tallymark_bindings::Failure>(())
/// ```
#[derive(Clone, Debug)]
pub struct Repairer {
    context: Context<'static>,
    /// Serials of the batch, whatever their trade item.
    serials: HashSet<String>,
    /// Numbers of a pool.
    items: HashSet<Item>,
    /// What a market asks.
    profile: Option<ProfileCheck>,
}

/// What a text may say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RepairReport {
    /// The request was answered; whether there is a reading `readings` tells.
    pub ok: bool,
    /// The first reading is the only one that counts.
    pub unique: bool,
    /// Not everything was tried, or there are more readings than the limit.
    pub truncated: bool,
    /// The text is valid as it is.
    pub valid: bool,
    /// All readings, best first.
    pub readings: Vec<ReadingReport>,
}

/// One reading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReadingReport {
    /// A complete input that parses.
    pub text: String,
    /// The plain element string.
    pub plain: String,
    /// The bracketed element string.
    pub bracketed: String,
    /// The key of what it names.
    pub key: Option<String>,
    /// AIs and values.
    pub ais: Vec<(String, String)>,
    /// What has to have happened.
    pub steps: Vec<StepReport>,
    /// The same in a sentence.
    pub reason: String,
    /// What to change, the weightiest first.
    pub setting: String,
    /// How much has to have happened; the less the likelier.
    pub score: u32,
    /// Agrees with what is known of the batch.
    pub fits: bool,
    /// The pool or the list of serials has it; absent where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub known: Option<bool>,
}

/// One thing that happened to the text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StepReport {
    /// Its stable name, such as `separator-lost`.
    pub kind: &'static str,
    /// Half-open range of bytes of the input.
    pub span: [u32; 2],
    /// What stands there.
    pub found: String,
    /// What it means.
    pub meaning: String,
}

#[derive(Default, Deserialize)]
struct Settings<'a> {
    /// AIs that have to be there; any message where the list is empty, a pharmaceutical label where it is absent.
    require: Option<Vec<String>>,
    #[serde(default)]
    allow: Vec<String>,
    #[serde(default)]
    gtins: Vec<String>,
    #[serde(default)]
    lots: Vec<String>,
    #[serde(default)]
    expiries: Vec<String>,
    #[serde(default)]
    serials: Vec<String>,
    serial_length: Option<Length>,
    serial_alphabet: Option<String>,
    /// `scan` where a symbology identifier is expected.
    kind: Option<String>,
    #[serde(default)]
    opts: ParseOptions,
    limit: Option<usize>,
    /// The name of a profile, or an object with `name`, `date`, `country` and `level`.
    #[serde(default, borrow)]
    profile: Option<&'a RawValue>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Length {
    Exact(usize),
    Between([usize; 2]),
}

#[derive(Deserialize)]
struct Request {
    #[serde(flatten)]
    input: Input,
}

/// Answers one request.
pub(crate) fn answer(request: &[u8]) -> Result<Value, Failure> {
    let text: Request = read(request)?;
    data(&Repairer::from_json(request)?.repair(&text.input.bytes()?))
}

impl Repairer {
    /// From the members of a request; those that it does not know are passed over.
    ///
    /// # Errors
    /// `request-json` if a member is not what it should be: an AI, a GTIN.
    pub fn from_json(request: &[u8]) -> Result<Self, Failure> {
        let settings: Settings<'_> = read(request)?;
        let profile = settings.profile.filter(|member| member.get() != "null").map(ProfileCheck::of_member);
        let profile = profile.transpose()?;
        let mut allowed = ais(&settings.allow)?;
        allowed.extend(profile.iter().flat_map(ProfileCheck::elements));
        let context = match &settings.require {
            None => Context::pharma().or(ais(&["01", "17", "10", "21"])?, pharma_and(&allowed)),
            Some(required) if required.is_empty() => Context::open(),
            Some(required) => Context::of(ais(required)?, allowed),
        };
        let gtins = settings.gtins.iter().map(|text| {
            Gtin::parse(text).map_err(|error| {
                Failure::new("request-json", format!("`{text}` is no GTIN: {error}")).with_help(error.help())
            })
        });
        let mut context = context
            .options(settings.opts.strictness())
            .gtins(gtins.collect::<Result<Vec<_>, _>>()?)
            .lots(settings.lots)
            .expiries(settings.expiries)
            .scan(settings.kind.as_deref() == Some("scan"));
        context = match settings.serial_length {
            Some(Length::Exact(length)) => context.serial_length(length, length),
            Some(Length::Between([least, most])) => context.serial_length(least, most),
            None => context,
        };
        if let Some(alphabet) = settings.serial_alphabet {
            context = context.serial_alphabet(alphabet);
        }
        if let Some(limit) = settings.limit {
            context = context.limit(limit);
        }
        let serials = settings.serials.into_iter().collect();
        Ok(Repairer { context, serials, items: HashSet::new(), profile })
    }

    /// With a market profile that every reading has to keep.
    #[must_use]
    pub fn with_profile(mut self, profile: ProfileCheck) -> Self {
        self.context = self.context.or(
            [1, 17, 10, 21].iter().filter_map(|ai: &u8| ApplicationIdentifier::new(format!("{ai:02}"))),
            pharma_and(&profile.elements()),
        );
        self.profile = Some(profile);
        self
    }

    /// With what is known of a batch: trade item, lot and expiry of a `batch.json`; of a batch folder also the numbers of
    /// its pools.
    ///
    /// # Errors
    /// If the order cannot be read.
    pub fn with_batch(mut self, path: impl AsRef<Path>) -> Result<Self, Failure> {
        let path = path.as_ref();
        let order = if path.is_file() {
            let place = path.display().to_string();
            let bytes = std::fs::read(path)
                .map_err(|error| Failure::new("input", error.to_string()).at(place.as_str()))?;
            Order::from_json(&bytes).map_err(|error| {
                Failure::new("batch-json", error.message()).at(format!("{place}: {}", error.place()))
            })?
        } else {
            let loaded = load(path)?;
            let batch = loaded.batch();
            let rows = batch.pool.iter().chain(&batch.sscc_pool).flatten();
            self.items = rows.map(|row| batch.items.get(row.item)).collect();
            batch.order.clone()
        };
        // Bundles and cases may have trade items of their own; the pool names them.
        let mut gtins: Vec<Gtin> =
            self.items.iter().filter_map(|item| item.sgtin()).map(|sgtin| sgtin.gtin).collect();
        gtins.push(order.gtin);
        gtins.sort_unstable();
        gtins.dedup();
        self.context = self.context.gtins(gtins);
        if !order.lot.is_empty() {
            self.context = self.context.lots([order.lot.as_str()]);
        }
        if !order.expiry.is_empty() {
            self.context = self.context.expiries([order.expiry.as_str()]);
        }
        Ok(self)
    }

    /// Every reading of a text.
    #[must_use]
    pub fn repair(&self, input: &[u8]) -> RepairReport {
        let knows = |item: &Item| {
            self.items.contains(item)
                || item.sgtin().is_some_and(|sgtin| self.serials.contains(&sgtin.serial.to_string()))
        };
        let context: Context<'_> = self.context.clone();
        let context =
            if self.items.is_empty() && self.serials.is_empty() { context } else { context.knows(&knows) };
        let accepts =
            |message: &Message<'_>| self.profile.as_ref().is_none_or(|check| check.accepts(message));
        let context = if self.profile.is_some() { context.accepts(&accepts) } else { context };
        let found = repair::repair(input, &context);
        RepairReport {
            ok: true,
            unique: found.unique,
            truncated: found.truncated,
            valid: found.valid,
            readings: found.readings.iter().map(|reading| self.report(reading)).collect(),
        }
    }

    fn report(&self, reading: &Reading) -> ReadingReport {
        let message = Message::parse_any(&reading.text).ok();
        let steps = reading.steps.iter().map(|step| StepReport {
            kind: step.kind.as_str(),
            span: [step.span.start, step.span.end],
            found: step.found.clone(),
            meaning: step.meaning.clone(),
        });
        ReadingReport {
            text: String::from_utf8_lossy(&reading.text).into_owned(),
            plain: message.as_ref().map(Message::plain).unwrap_or_default(),
            bracketed: message.as_ref().map(Message::bracketed).unwrap_or_default(),
            key: reading.key.clone(),
            ais: reading.elements.iter().map(|(ai, value)| (ai.to_string(), value.clone())).collect(),
            steps: steps.collect(),
            reason: reading.reason(),
            setting: reading.settings().join("; "),
            score: reading.cost,
            fits: reading.fits,
            known: reading.known,
        }
    }
}

fn ais<S: AsRef<str>>(texts: &[S]) -> Result<Vec<ApplicationIdentifier>, Failure> {
    let read = |text: &S| {
        let text = text.as_ref();
        ApplicationIdentifier::new(text).ok_or_else(|| {
            Failure::new("request-json", format!("`{text}` is no Application Identifier"))
                .with_help("name AIs by their two to four digits, such as \"01\"")
        })
    };
    texts.iter().map(read).collect()
}

/// What a pharmaceutical label may have beside the four, and these.
fn pharma_and(allowed: &[ApplicationIdentifier]) -> Vec<ApplicationIdentifier> {
    let national = (710..=717).filter_map(|ai: u16| ApplicationIdentifier::new(ai.to_string()));
    national.chain(allowed.iter().copied()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_ai_or_gtin_is_refused() {
        for request in [r#"{"require": ["1"]}"#, r#"{"allow": ["x"]}"#, r#"{"gtins": ["09506000134353"]}"#] {
            let failure = Repairer::from_json(request.as_bytes()).unwrap_err();
            assert_eq!(failure.code, "request-json", "{request}");
        }
    }

    #[test]
    fn a_batch_tells_its_lot_and_its_numbers() {
        let folder = std::env::temp_dir().join(format!("tallymark-repair-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let order = r#"{"schema": "tallymark-batch/1", "order": "PO-1", "gtin": "09506000134352", "lot": "A2121B",
            "expiry": "281231", "packaging": [{"level": "case", "capacity": 4}], "streams": ["pool"]}"#;
        std::fs::write(folder.join("batch.json"), order).unwrap();
        std::fs::write(folder.join("pool.csv"), "serial,state,returned_at\n21C,Encoded,\n").unwrap();
        let fused = b"01095060001343521728123110A2121B2121C";
        let repairer = Repairer::from_json(b"{}").unwrap();
        assert!(!repairer.repair(fused).unique);
        let file = repairer.clone().with_batch(folder.join("batch.json")).unwrap().repair(fused);
        let whole = repairer.with_batch(&folder).unwrap().repair(fused);
        std::fs::remove_dir_all(&folder).unwrap();
        assert!(file.unique && file.readings[0].known.is_none());
        assert!(whole.unique && whole.readings[0].known == Some(true));
    }
}
