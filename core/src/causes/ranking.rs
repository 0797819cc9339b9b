//! Log-odds over the causes of a finding, and what they add up to over a batch.

use super::clue::{Look, Sign, look};
use super::facts::{Facts, Scene};
use super::{Category, Cause, Clue, Leaf, Signature};
use crate::batch::{Batch, Stream};
use crate::diagnostic::Severity;
use crate::findings::{Finding, FindingCode};

/// No clue alone moves the odds by more than this factor: the shares and likelihoods are judgements.
const MOST: f64 = 20.0;

/// Two branches whose probabilities differ by less than this factor cannot be told apart.
const APART: f64 = 1.6;

/// A clue with what it does to the odds of one cause.
#[derive(Clone, Debug, PartialEq)]
pub struct Weighed {
    /// The clue as it was seen or missed.
    pub sign: Sign,
    /// The probability of seeing it if this is the cause.
    pub likelihood: f64,
    /// The factor on the odds: `likelihood / chance` if seen, `(1 - likelihood) / (1 - chance)` if not, at most 20
    /// either way.
    pub ratio: f64,
}

/// One cause of one finding, with the whole calculation behind its probability.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// The cause.
    pub signature: &'static Signature,
    /// Its probability before any clue.
    pub share: f64,
    /// The clues that could be looked for.
    pub clues: Vec<Weighed>,
    /// Clues that could not be looked for, with the stream that is absent.
    pub blind: Vec<(Clue, Stream)>,
    /// Its probability: `share` times all ratios, normalised over the causes of the finding.
    pub probability: f64,
}

impl Explanation {
    /// Name, branch and probability.
    #[must_use]
    pub fn leaf(&self) -> Leaf {
        Leaf { leaf: self.signature.leaf, category: self.signature.category, probability: self.probability }
    }
}

/// The causes of each finding, most probable first.
pub(super) fn explain(batch: &Batch, findings: &[Finding]) -> Vec<Vec<Explanation>> {
    if findings.is_empty() {
        return Vec::new();
    }
    let facts = Facts::of(batch);
    findings.iter().map(|finding| explain_one(&facts, finding)).collect()
}

fn explain_one(facts: &Facts<'_>, finding: &Finding) -> Vec<Explanation> {
    let scene = Scene::of(facts, finding);
    let mut explanations: Vec<Explanation> = Signature::of(finding.code)
        .map(|(signature, share)| weigh(facts, &scene, signature, share))
        .collect();
    let score = |explanation: &Explanation| {
        explanation.share.ln() + explanation.clues.iter().map(|clue| clue.ratio.ln()).sum::<f64>()
    };
    let best = explanations.iter().map(score).fold(f64::NEG_INFINITY, f64::max);
    let total: f64 = explanations.iter().map(|explanation| (score(explanation) - best).exp()).sum();
    for explanation in &mut explanations {
        explanation.probability = (score(explanation) - best).exp() / total;
    }
    explanations.sort_by(|a, b| {
        b.probability.total_cmp(&a.probability).then_with(|| a.signature.leaf.cmp(b.signature.leaf))
    });
    explanations
}

fn weigh(facts: &Facts<'_>, scene: &Scene<'_>, signature: &'static Signature, share: f64) -> Explanation {
    let (mut clues, mut blind) = (Vec::new(), Vec::new());
    for &(clue, likelihood) in signature.clues {
        match look(clue, facts, scene) {
            Look::Sign(sign) => {
                let ratio = if sign.seen {
                    likelihood / sign.chance
                } else {
                    (1.0 - likelihood) / (1.0 - sign.chance)
                };
                clues.push(Weighed { sign, likelihood, ratio: ratio.clamp(1.0 / MOST, MOST) });
            }
            Look::Blind(stream) => blind.push((clue, stream)),
            Look::Idle => {}
        }
    }
    Explanation { signature, share, clues, blind, probability: 0.0 }
}

/// The branches over all findings: the mean of the findings' probabilities, weighted by severity and confidence.
pub(super) fn rank(findings: &[Finding], explained: &[Vec<Explanation>]) -> Vec<Cause> {
    let weights: Vec<f64> = findings.iter().map(weight).collect();
    let total: f64 = weights.iter().sum();
    let mut causes = Vec::new();
    for category in Category::ALL {
        let mut notes = Notes::default();
        let mut sum = 0.0;
        for ((finding, explanations), weight) in findings.iter().zip(explained).zip(&weights) {
            for explanation in
                explanations.iter().filter(|explanation| explanation.signature.category == category)
            {
                sum += weight * explanation.probability;
                notes.read(finding.code, explanation);
            }
        }
        if sum > 0.0 {
            causes.push(notes.into_cause(category, sum / total));
        }
    }
    causes.sort_by(|a, b| b.probability.total_cmp(&a.probability).then(a.category.cmp(&b.category)));
    causes
}

/// Pairs of branches that lead for one finding and are too close to tell apart, in canonical order.
pub(super) fn inseparable(explained: &[Vec<Explanation>]) -> Vec<(Category, Category)> {
    let mut pairs: Vec<(Category, Category)> = explained
        .iter()
        .filter_map(|explanations| {
            let mut sums: Vec<(f64, Category)> = Category::ALL
                .iter()
                .map(|&category| {
                    let of =
                        explanations.iter().filter(|explanation| explanation.signature.category == category);
                    (of.map(|explanation| explanation.probability).sum(), category)
                })
                .collect();
            sums.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            let (first, second) = (sums.first()?, sums.get(1)?);
            (second.0 > 0.0 && first.0 / second.0 < APART)
                .then(|| (first.1.min(second.1), first.1.max(second.1)))
        })
        .collect();
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

fn weight(finding: &Finding) -> f64 {
    let severity = match finding.severity {
        Severity::Error => 1.0,
        Severity::Warning => 0.5,
        Severity::Info => 0.2,
    };
    // Never nothing, so that a batch with findings always has causes.
    severity * finding.confidence.clamp(0.01, 1.0)
}

/// What to say about a branch, strongest first.
#[derive(Debug, Default)]
struct Notes {
    supports: Vec<(f64, String)>,
    against: Vec<(f64, String)>,
    ask_for: Vec<(f64, String)>,
}

impl Notes {
    fn read(&mut self, code: FindingCode, explanation: &Explanation) {
        let Explanation { signature, share, probability, .. } = explanation;
        if *share >= 0.3 {
            let text = format!("{code}: usual cause is that {} (share {share:.2})", signature.what);
            self.supports.push((probability * 1.5, text));
        }
        for clue in &explanation.clues {
            let text = format!("{code} ({}): {} (odds ×{:.2})", signature.leaf, clue.sign.text, clue.ratio);
            let strength = clue.ratio.ln().abs() * probability;
            match clue.ratio {
                r if r > 1.1 => self.supports.push((strength, text)),
                r if r < 0.9 => self.against.push((share * clue.ratio.ln().abs(), text)),
                _ => {}
            }
        }
        if *probability >= 0.05 {
            self.ask_for.push((*probability, signature.ask_for.to_owned()));
            for (clue, stream) in &explanation.blind {
                let text =
                    format!("the stream {}: it shows {}", stream.as_str(), clue.as_str().replace('_', " "));
                self.ask_for.push((probability * 0.9, text));
            }
        }
    }

    fn into_cause(self, category: Category, probability: f64) -> Cause {
        Cause {
            category,
            probability,
            supports: strongest(self.supports),
            against: strongest(self.against),
            ask_for: strongest(self.ask_for),
        }
    }
}

/// The six strongest, each text once.
fn strongest(mut notes: Vec<(f64, String)>) -> Vec<String> {
    notes.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    let mut texts: Vec<String> = Vec::new();
    for (_, text) in notes {
        if texts.len() < 6 && !texts.contains(&text) {
            texts.push(text);
        }
    }
    texts
}
