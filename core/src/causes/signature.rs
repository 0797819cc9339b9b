use super::Category;
use crate::findings::FindingCode;

/// What one cause looks like in the data: which findings it leads to, and what else should be seen if it is true.
///
/// The table is data (`core/data/causes.json`), made into Rust by `cargo test -p tallymark --test cause_table`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Signature {
    /// Stable name, such as `reel_reload`.
    pub leaf: &'static str,
    /// Its branch.
    pub category: Category,
    /// What happened if this is the cause.
    pub what: &'static str,
    /// Findings it leads to, each with its share: the probability of this cause for such a finding before any clue is
    /// looked at. The shares of one code over all signatures add up to 1.
    pub shares: &'static [(FindingCode, f64)],
    /// What else is seen if this is the cause, each with the probability that it is.
    pub clues: &'static [(Clue, f64)],
    /// The record that would tell.
    pub ask_for: &'static str,
}

impl Signature {
    /// Every cause considered.
    pub const ALL: &'static [Signature] = super::table::SIGNATURES;

    /// The causes considered for a finding, each with its share before any clue.
    ///
    /// ```
    /// use tallymark::causes::Signature;
    /// use tallymark::findings::FindingCode;
    ///
    /// let shares: f64 = Signature::of(FindingCode::Ag107).map(|(_, share)| share).sum();
    /// assert!((shares - 1.0).abs() < 1e-9);
    /// ```
    pub fn of(code: FindingCode) -> impl Iterator<Item = (&'static Signature, f64)> {
        Signature::ALL.iter().filter_map(move |signature| {
            let share = signature.shares.iter().find(|(of, _)| *of == code)?;
            Some((signature, share.1))
        })
    }
}

macro_rules! clues {
    ($($(#[$doc:meta])* $name:ident = $text:literal;)*) => {
        /// Something to look for in the batch that tells causes apart.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Clue { $($(#[$doc])* $name,)* }

        impl Clue {
            /// Every clue.
            pub const ALL: &'static [Clue] = &[$(Clue::$name,)*];

            /// Its name in the data file.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Clue::$name => $text,)* }
            }
        }
    };
}

clues! {
    /// A reel or carton change within a minute of the first item concerned.
    ReelChange = "reel_change";
    /// A restart or an alarm within a minute of the first item concerned.
    Restart = "restart";
    /// A login or logout within a minute of the first item concerned.
    Login = "login";
    /// A change of recipe or configuration within a minute of the first item concerned.
    Config = "config";
    /// A link was down at some time between the first and the last item concerned.
    Link = "link";
    /// Most of the aggregation rows concerned were made by hand.
    Manual = "manual";
    /// All items concerned passed one device, though several work in parallel.
    OneDevice = "one_device";
    /// All aggregation rows concerned are of one operator, though several worked.
    OneOperator = "one_operator";
    /// The operator of the rows concerned has no valid training, or is not on the roster.
    Untrained = "untrained";
    /// A device concerned is past its maintenance date.
    Overdue = "overdue";
    /// The items concerned followed one another on the line.
    Run = "run";
    /// Nearly everything of the order is concerned.
    Throughout = "throughout";
}
