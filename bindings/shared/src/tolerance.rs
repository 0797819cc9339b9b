use std::collections::BTreeMap;

use serde::Deserialize;
use tallymark::reconcile::Equation;

use crate::Failure;

/// Residuals larger than 0 that do not block, each with who allowed it and why.
///
/// The law gives no tolerance; what a site allows itself is configuration that carries a reason and an actor:
/// ```json
/// {"E8": {"limit": 15, "reason": "u-chart of the last 25 lots, SOP-112", "actor": "qa.meyer"}}
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tolerances(BTreeMap<Equation, Tolerance>);

/// The limit of one equation.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tolerance {
    /// The largest residual, in items, that does not block.
    pub limit: u64,
    /// Why.
    #[serde(default)]
    pub reason: String,
    /// Who decided so.
    #[serde(default)]
    pub actor: String,
}

impl Tolerances {
    /// Reads the JSON form.
    ///
    /// # Errors
    /// `tolerance-json` if it is not valid JSON of that shape, `tolerance-equation` if a member is no equation,
    /// `tolerance-unexplained` if a limit above 0 comes without reason or actor.
    ///
    /// ```
    /// use tallymark_bindings::Tolerances;
    ///
    /// let refused = Tolerances::from_json(br#"{"E2": {"limit": 3}}"#).unwrap_err();
    /// assert_eq!(refused.code, "tolerance-unexplained");
    /// ```
    pub fn from_json(json: &[u8]) -> Result<Self, Failure> {
        let members: BTreeMap<String, Tolerance> = serde_json::from_slice(json).map_err(|error| {
            Failure::new("tolerance-json", error.to_string()).with_help(
                r#"write one member per equation: {"E8": {"limit": 15, "reason": "...", "actor": "..."}}"#,
            )
        })?;
        let mut tolerances = BTreeMap::new();
        for (name, tolerance) in members {
            let Some(equation) = Equation::ALL.into_iter().find(|equation| equation.as_str() == name) else {
                return Err(Failure::new("tolerance-equation", format!("there is no equation `{name}`"))
                    .with_help("the equations are E1 to E8"));
            };
            let explained = !tolerance.reason.trim().is_empty() && !tolerance.actor.trim().is_empty();
            if tolerance.limit > 0 && !explained {
                return Err(Failure::new(
                    "tolerance-unexplained",
                    format!("the limit of {name} has no reason or no actor"),
                )
                .with_help("the law gives no tolerance: a limit above 0 needs `reason` and `actor`"));
            }
            tolerances.insert(equation, tolerance);
        }
        Ok(Tolerances(tolerances))
    }

    /// The limit of an equation, if one is set.
    #[must_use]
    pub fn of(&self, equation: Equation) -> Option<&Tolerance> {
        self.0.get(&equation)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(json: &str) -> String {
        Tolerances::from_json(json.as_bytes()).unwrap_err().code.to_owned()
    }

    #[test]
    fn a_limit_needs_reason_and_actor() {
        assert_eq!(code(r#"{"E8": {"limit": 3, "reason": "r", "actor": " "}}"#), "tolerance-unexplained");
        assert_eq!(code(r#"{"E9": {"limit": 0}}"#), "tolerance-equation");
        assert_eq!(code(r#"{"E8": {"limit": -1}}"#), "tolerance-json");
        assert_eq!(code(r#"{"E8": {"limit": 1, "who": "x"}}"#), "tolerance-json");
        let set = Tolerances::from_json(br#"{"E8": {"limit": 3, "reason": "r", "actor": "a"}}"#).unwrap();
        assert_eq!(set.of(Equation::E8).map(|tolerance| tolerance.limit), Some(3));
        assert_eq!(set.of(Equation::E1), None);
    }
}
