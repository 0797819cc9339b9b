use super::order_error::{OrderCode, OrderError};
use super::time::parse_time;
use super::{
    CartonCounts, Device, Lane, MaterialLot, Operator, Order, PackagingLevel, Quantity, Recipe, Time,
    VerificationPlan,
};
use crate::json_tree::Node;
use crate::keys::{Gtin, Serial};

/// The only form of `batch.json` so far.
const SCHEMA: &str = "tallymark-batch/1";

impl Order {
    /// Reads `batch.json`. Required are `schema`, `order`, `gtin`, `lot` and `expiry`; `null` counts as absent, members
    /// with other names are ignored.
    ///
    /// # Errors
    /// [`OrderError`] with code, place and help for the first thing that is not as the description of the batch folder
    /// says.
    ///
    /// ```
    /// use tallymark::batch::Order;
    /// let error = Order::from_json(br#"{"schema": "tallymark-batch/1", "order": "PO-1", "gtin": "09506000134353",
    ///     "lot": "A7B21", "expiry": "281231"}"#).unwrap_err();
    /// assert_eq!((error.code().as_str(), error.place()), ("order-gtin", "/gtin"));
    /// ```
    pub fn from_json(bytes: &[u8]) -> Result<Order, OrderError> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let root: Node = serde_json::from_slice(bytes).map_err(|error| {
            let message = error.to_string();
            let place = format!("line {}, column {}", error.line(), error.column());
            let message = message.split(" at line ").next().unwrap_or_default().to_owned();
            OrderError { code: OrderCode::Syntax, place, message }
        })?;
        let root = At { node: &root, place: String::new() };
        root.no_duplicates()?;
        let schema = root.need("schema")?;
        if schema.text()? != SCHEMA {
            return Err(schema.error(OrderCode::Schema, format!("the schema is not \"{SCHEMA}\"")));
        }
        Ok(Order {
            order: root.need("order")?.filled()?,
            gtin: root.need("gtin")?.gtin()?,
            lot: root.need("lot")?.lot()?,
            expiry: root.need("expiry")?.expiry()?,
            profile: root.optional("profile", At::owned)?,
            site: root.optional("site", At::owned)?,
            line: root.optional("line", At::owned)?,
            quantity: root.optional("quantity", |counts| quantity(&counts))?.unwrap_or_default(),
            packaging: root.list("packaging", |level| {
                Ok(PackagingLevel {
                    level: level.need("level")?.filled()?,
                    capacity: level.need("capacity")?.capacity()?,
                })
            })?,
            recipe: root.optional("recipe", |recipe| {
                Ok(Recipe { id: recipe.need("id")?.filled()?, version: recipe.need("version")?.owned()? })
            })?,
            operators: root.list("operators", |operator| {
                Ok(Operator {
                    id: operator.need("id")?.filled()?,
                    trained_until: operator.optional("trained_until", At::day)?,
                    stations: operator.list("stations", At::owned)?,
                })
            })?,
            devices: root.list("devices", |device| {
                Ok(Device {
                    id: device.need("id")?.filled()?,
                    kind: device.need("kind")?.owned()?,
                    station: device.optional("station", At::owned)?,
                    maintenance_due: device.optional("maintenance_due", At::day)?,
                })
            })?,
            material_lots: root.list("material_lots", |lot| {
                Ok(MaterialLot {
                    kind: lot.need("kind")?.filled()?,
                    id: lot.need("id")?.filled()?,
                    from: lot.optional("from", At::time)?,
                    to: lot.optional("to", At::time)?,
                    device: lot.optional("device", At::owned)?,
                })
            })?,
            streams: root.list("streams", At::filled)?,
            grade_threshold: root.optional("grade_threshold", At::thresholds)?.unwrap_or_default(),
            verification_plan: root.optional("verification_plan", |plan| {
                Ok(VerificationPlan { containers: plan.need("containers")?.count()? })
            })?,
            lanes: root.list("lanes", |lane| {
                Ok(Lane { printer: lane.need("printer")?.filled()?, camera: lane.need("camera")?.filled()? })
            })?,
        })
    }
}

fn quantity(quantity: &At<'_>) -> Result<Quantity, OrderError> {
    let count = |name| quantity.optional(name, At::count);
    Ok(Quantity {
        planned: count("planned")?,
        good: count("good")?,
        counted_good: count("counted_good")?,
        samples_planned: count("samples_planned")?,
        cartons: CartonCounts {
            issued: count("cartons_issued")?,
            returned: count("cartons_returned")?,
            damaged: count("cartons_damaged")?,
            documentation: count("cartons_documentation")?,
        },
    })
}

/// A value and where it stands, as a JSON pointer.
struct At<'a> {
    node: &'a Node,
    place: String,
}

impl<'a> At<'a> {
    fn error(&self, code: OrderCode, message: impl Into<String>) -> OrderError {
        let place = if self.place.is_empty() { "/".to_owned() } else { self.place.clone() };
        OrderError { code, place, message: message.into() }
    }

    fn wrong_type(&self, wanted: &str) -> OrderError {
        self.error(OrderCode::Type, format!("{} stands where {wanted} should be", self.node.kind()))
    }

    fn below(&self, node: &'a Node, name: &str) -> At<'a> {
        At { node, place: format!("{}/{}", self.place, name.replace('~', "~0").replace('/', "~1")) }
    }

    /// No object, at any depth, names a member twice.
    fn no_duplicates(&self) -> Result<(), OrderError> {
        match self.node {
            Node::Object(members) => {
                let mut names: Vec<&str> = members.iter().map(|(name, _)| name.as_str()).collect();
                names.sort_unstable();
                if let Some(pair) = names.windows(2).find(|pair| pair.first() == pair.last()) {
                    let name = pair.first().copied().unwrap_or_default();
                    return Err(self
                        .below(self.node, name)
                        .error(OrderCode::Duplicate, "the member stands twice"));
                }
                members.iter().try_for_each(|(name, node)| self.below(node, name).no_duplicates())
            }
            Node::List(list) => list
                .iter()
                .enumerate()
                .try_for_each(|(n, node)| self.below(node, &n.to_string()).no_duplicates()),
            _ => Ok(()),
        }
    }

    fn members(&self) -> Result<&'a [(String, Node)], OrderError> {
        match self.node {
            Node::Object(members) => Ok(members),
            _ => Err(self.wrong_type("an object")),
        }
    }

    fn member(&self, name: &str) -> Result<Option<At<'a>>, OrderError> {
        let found = self.members()?.iter().find(|(known, node)| known == name && *node != Node::Null);
        Ok(found.map(|(_, node)| self.below(node, name)))
    }

    fn need(&self, name: &str) -> Result<At<'a>, OrderError> {
        self.member(name)?
            .ok_or_else(|| self.below(self.node, name).error(OrderCode::Missing, "the member is missing"))
    }

    fn optional<T>(
        &self,
        name: &str,
        read: impl FnOnce(At<'a>) -> Result<T, OrderError>,
    ) -> Result<Option<T>, OrderError> {
        self.member(name)?.map(read).transpose()
    }

    /// The elements of a list member; none if it is absent.
    fn list<T>(
        &self,
        name: &str,
        read: impl Fn(At<'a>) -> Result<T, OrderError>,
    ) -> Result<Vec<T>, OrderError> {
        let Some(list) = self.member(name)? else { return Ok(Vec::new()) };
        match list.node {
            Node::List(nodes) => {
                nodes.iter().enumerate().map(|(n, node)| read(list.below(node, &n.to_string()))).collect()
            }
            _ => Err(list.wrong_type("a list")),
        }
    }

    fn text(&self) -> Result<&'a str, OrderError> {
        match self.node {
            Node::Text(text) => Ok(text),
            _ => Err(self.wrong_type("text")),
        }
    }

    fn owned(self) -> Result<String, OrderError> {
        self.text().map(str::to_owned)
    }

    fn filled(self) -> Result<String, OrderError> {
        match self.text()? {
            "" => Err(self.error(OrderCode::Empty, "the text is empty")),
            text => Ok(text.to_owned()),
        }
    }

    fn gtin(self) -> Result<Gtin, OrderError> {
        let text = self.text()?;
        Gtin::parse(text)
            .map_err(|error| self.error(OrderCode::Gtin, format!("{text:?} is no GTIN: {}", error.message())))
    }

    fn lot(self) -> Result<String, OrderError> {
        let text = self.text()?;
        // AI 10 takes what AI 21 takes: 1 to 20 characters of the same set.
        match Serial::parse(text) {
            Ok(_) => Ok(text.to_owned()),
            Err(error) => Err(self.error(OrderCode::Lot, format!("{text:?} is no lot: {}", error.message()))),
        }
    }

    fn expiry(self) -> Result<String, OrderError> {
        let text = self.text()?;
        if is_yymmdd(text) {
            Ok(text.to_owned())
        } else {
            Err(self.error(OrderCode::Expiry, format!("{text:?} is no date YYMMDD")))
        }
    }

    fn day(self) -> Result<String, OrderError> {
        let text = self.text()?;
        let form = text.len() == 10
            && text
                .bytes()
                .enumerate()
                .all(|(n, byte)| if matches!(n, 4 | 7) { byte == b'-' } else { byte.is_ascii_digit() });
        if form && text.parse::<jiff::civil::Date>().is_ok() {
            Ok(text.to_owned())
        } else {
            Err(self.error(OrderCode::Date, format!("{text:?} is no date YYYY-MM-DD")))
        }
    }

    fn time(self) -> Result<Time, OrderError> {
        let text = self.text()?;
        parse_time(text.as_bytes()).map_err(|error| self.error(OrderCode::Time, format!("{text:?}: {error}")))
    }

    fn count(self) -> Result<u64, OrderError> {
        match self.node {
            Node::Whole(count) => Ok(*count),
            Node::Number(_) => Err(self.error(OrderCode::Number, "not a whole number from 0")),
            _ => Err(self.wrong_type("a number")),
        }
    }

    fn capacity(self) -> Result<u32, OrderError> {
        let error = self.error(OrderCode::Number, "a container holds at least 1 and at most 4294967295");
        let count = self.count()?;
        u32::try_from(count).ok().filter(|&capacity| capacity > 0).ok_or(error)
    }

    fn thresholds(self) -> Result<Vec<(String, f64)>, OrderError> {
        self.members()?
            .iter()
            .map(|(device, node)| match node {
                Node::Whole(grade) => Ok((device.clone(), *grade as f64)),
                Node::Number(grade) => Ok((device.clone(), *grade)),
                _ => Err(self.below(node, device).wrong_type("a number")),
            })
            .collect()
    }
}

/// A date as AIs write it; the day may be 00.
fn is_yymmdd(text: &str) -> bool {
    let number = |range: std::ops::Range<usize>| text.get(range).and_then(|part| part.parse::<i8>().ok());
    if text.len() != 6 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return false;
    }
    match (number(0..2), number(2..4), number(4..6)) {
        // Every century has the same leap years but for its first, which lies outside of any pack's life.
        (Some(year), Some(month), Some(day)) => {
            jiff::civil::Date::new(2000 + i16::from(year), month, day.max(1)).is_ok()
        }
        _ => false,
    }
}

#[cfg(test)]
#[path = "order_tests.rs"]
mod tests;
