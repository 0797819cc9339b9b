//! What is known of every Application Identifier, in the shape in which messages are judged.
//!
//! One definition per AI. Relations between AIs are bits: every AI, or group such as `31nn`, that any rule names is
//! one bit of a [`Bits`]; each AI knows the bits it stands for, those it excludes and those it needs. Judging the
//! relations of a message is then a few ORs per element, whatever the number of rules.

use crate::diagnostic::{Alternatives, ApplicationIdentifier, Pattern};

/// One bit for every AI or group of AIs that some rule names.
pub(crate) type Bits = u128;

/// The tables of one release, built in or loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Tables<'t> {
    /// Date of the release, such as `2026-01-27`.
    pub(crate) release: &'t str,
    /// By the first two digits: how long the AI is and where its entries of `index` begin.
    pub(crate) prefixes: &'t [Prefix],
    /// Position in `definitions` plus one, 0 where no AI is assigned.
    pub(crate) index: &'t [u16],
    pub(crate) definitions: &'t [Definition],
    /// What the short way has to know of every definition.
    pub(crate) briefs: &'t [Brief],
    /// The same by the first two digits, see [`Brief::place`].
    pub(crate) twos: &'t [Brief; 256],
    pub(crate) components: &'t [Component],
    pub(crate) rules: &'t [Rule],
    pub(crate) needs: &'t [Need],
    pub(crate) alternatives: &'t [Alternative],
    /// What each bit of [`Bits`] stands for.
    pub(crate) named: &'t [Pattern],
    /// Qualifier sequences of all Digital Link keys, one after another.
    pub(crate) sequences: &'t [Range],
    pub(crate) qualifiers: &'t [ApplicationIdentifier],
    /// All data titles, one after another.
    pub(crate) titles: &'t str,
}

/// A piece of one of the tables.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Range {
    pub(crate) start: u16,
    pub(crate) len: u8,
}

impl Range {
    pub(crate) fn of<T>(self, table: &[T]) -> &[T] {
        let start = usize::from(self.start);
        table.get(start..start + usize::from(self.len)).unwrap_or_default()
    }
}

/// What the first two digits decide.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Prefix {
    /// Digits of every AI that begins so; 0 if there is none.
    pub(crate) digits: u8,
    /// Length of the value where it is predefined for all of them; 0 if it is not.
    pub(crate) predefined: u8,
    /// Where its entries of the index begin; of an AI of two digits, its position in `definitions` plus one.
    pub(crate) base: u16,
}

/// One Application Identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Definition {
    pub(crate) ai: ApplicationIdentifier,
    pub(crate) rule: u16,
    pub(crate) components: Range,
    pub(crate) title: Range,
    /// Shortest and longest value.
    pub(crate) least: u8,
    pub(crate) most: u8,
    pub(crate) shape: Shape,
    /// The length is predefined: no separator follows.
    pub(crate) fixed: bool,
    /// May be a query attribute of a Digital Link.
    pub(crate) attribute: bool,
    /// May be the primary key of a Digital Link, with these sequences of qualifiers.
    pub(crate) key: Option<Range>,
}

/// What the short way has to know of an AI, in sixteen bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Brief {
    pub(crate) ai: ApplicationIdentifier,
    pub(crate) rule: u16,
    /// Its position in `definitions` plus one; of the first two digits of longer AIs, where their entries of the index
    /// begin.
    pub(crate) number: u16,
    /// The column that is asked for, [`Brief::UNASKED`] if there is none.
    pub(crate) field: u16,
    /// Digits of the AI, or of the AIs that begin so; 0 if there is none.
    pub(crate) digits: u8,
    pub(crate) least: u8,
    pub(crate) most: u8,
    pub(crate) shape: Shape,
    pub(crate) fixed: bool,
    pub(crate) attribute: bool,
    /// May be the primary key of a Digital Link.
    pub(crate) key: bool,
}

impl Brief {
    pub(crate) const UNASKED: u16 = u16::MAX;

    pub(crate) const NONE: Brief = Brief {
        ai: ApplicationIdentifier::from_parts(0, 2),
        rule: 0,
        number: 0,
        field: Brief::UNASKED,
        digits: 0,
        least: 0,
        most: 0,
        shape: Shape::General,
        fixed: false,
        attribute: false,
        key: false,
    };

    /// Where the AIs stand that begin with two digits, given as two bytes of text in little-endian order.
    #[inline(always)]
    const fn place(head: u16) -> u8 {
        ((head as u32 * 0x1001) >> 8) as u8
    }

    /// No AI at all.
    pub(crate) const NO_TWOS: &'static [Brief; 256] = &[Brief::NONE; 256];

    pub(crate) const fn of(definition: &Definition, number: u16) -> Self {
        Brief {
            ai: definition.ai,
            rule: definition.rule,
            number,
            field: Brief::UNASKED,
            digits: definition.ai.digits() as u8,
            least: definition.least,
            most: definition.most,
            shape: definition.shape,
            fixed: definition.fixed,
            attribute: definition.attribute,
            key: definition.key.is_some(),
        }
    }

    /// Of every definition.
    pub(crate) const fn all<const N: usize>(definitions: &[Definition; N]) -> [Self; N] {
        let mut all = [Brief::NONE; N];
        let mut at = 0;
        while at < N {
            all[at] = Brief::of(&definitions[at], at as u16 + 1);
            at += 1;
        }
        all
    }

    /// By the first two digits.
    pub(crate) const fn by_twos(prefixes: &[Prefix], definitions: &[Definition]) -> [Self; 256] {
        let mut all = [Brief::NONE; 256];
        let mut at = 0;
        while at < prefixes.len() && at < 100 {
            let Prefix { digits, base, .. } = prefixes[at];
            let slot = Brief::place((at as u16 / 10) | ((at as u16 % 10) << 8) | 0x3030) as usize;
            if digits > 2 {
                all[slot].digits = digits;
                all[slot].number = base;
            } else if base > 0 && base as usize <= definitions.len() {
                all[slot] = Brief::of(&definitions[base as usize - 1], base);
            }
            at += 1;
        }
        all
    }
}

/// The forms that have a short way through the fast path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Digits of one length with a check digit at the end, and nothing else to judge.
    CheckedDigits,
    /// A date of six digits whose day may be 00.
    Date,
    /// Characters of the 82-character set.
    Text,
    /// Digits.
    Digits,
    /// Anything else: its components and their checks, one by one.
    General,
}

/// A part of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Component {
    /// N, X, Y or Z.
    pub(crate) set: u8,
    pub(crate) least: u8,
    pub(crate) most: u8,
    /// May be missing when nothing is left.
    pub(crate) optional: bool,
    pub(crate) checks: [Option<Check>; 3],
}

/// How an AI relates to others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Rule {
    /// What it stands for.
    pub(crate) member: Bits,
    /// What it excludes, groups of its own apart.
    pub(crate) excludes: Bits,
    /// Groups that it belongs to itself and of which no other AI may be there.
    pub(crate) rivals: Bits,
    /// Stands for a group of which some AI is a rival.
    pub(crate) grouped: bool,
    /// Meets the only need if there is one and it is met by single bits; all ones if there is no need, none where more
    /// has to be looked at.
    pub(crate) any: Bits,
    /// All of these have to be met.
    pub(crate) needs: Range,
}

/// A need is met by any single bit, or by one of the sets of alternatives that count together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Need {
    pub(crate) any: Bits,
    /// The alternatives as the table lists them.
    pub(crate) alternatives: Range,
}

/// An alternative of a need, or a part of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Alternative {
    pub(crate) pattern: Pattern,
    pub(crate) bit: Bits,
    /// Counts only together with the next one.
    pub(crate) joined: bool,
}

/// What an AI at the beginning of a text turns out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Found<'t> {
    Known(&'t Definition),
    /// Not assigned, but its first two digits say where it ends.
    Unassigned(ApplicationIdentifier),
    Nothing,
}

impl<'t> Tables<'t> {
    /// The AI with which `text` begins.
    #[inline(always)]
    pub(crate) fn find(&self, text: &[u8]) -> Found<'t> {
        let digit = |byte: u8| u16::from(byte.wrapping_sub(b'0'));
        let Some(&[first, second]) = text.first_chunk::<2>() else { return Found::Nothing };
        let (first, second) = (digit(first), digit(second));
        if first > 9 || second > 9 {
            return Found::Nothing;
        }
        let two = first * 10 + second;
        let Some(prefix) = self.prefixes.get(usize::from(two)) else { return Found::Nothing };
        let (value, slot) = match (prefix.digits, text) {
            (2, _) => (two, None),
            (3, &[_, _, third, ..]) if third.is_ascii_digit() => {
                (two * 10 + digit(third), Some(digit(third)))
            }
            (4, &[_, _, third, fourth, ..]) if third.is_ascii_digit() && fourth.is_ascii_digit() => {
                let rest = digit(third) * 10 + digit(fourth);
                (two * 100 + rest, Some(rest))
            }
            _ => return Found::Nothing,
        };
        match self.entry(prefix, slot) {
            Some(definition) => Found::Known(definition),
            None => Found::Unassigned(ApplicationIdentifier::from_parts(value, usize::from(prefix.digits))),
        }
    }

    /// What two digits say of the AIs that begin so.
    #[inline(always)]
    pub(crate) fn by_two(&self, digits: [u8; 2]) -> Option<&'t Brief> {
        let head = u16::from_le_bytes(digits);
        let place = usize::from(Brief::place(head));
        (head & 0xF0F0 == 0x3030).then(|| &self.twos[place])
    }

    /// The assigned AI that stands at `at`, briefly.
    #[inline(always)]
    pub(crate) fn brief(&self, data: &[u8], at: usize) -> Option<&'t Brief> {
        let brief = self.by_two(*data.get(at..)?.first_chunk()?)?;
        if brief.digits == 2 {
            return Some(brief);
        }
        let digit = |at: usize| data.get(at).map(|byte| byte.wrapping_sub(b'0')).filter(|&digit| digit < 10);
        let slot = match brief.digits {
            3 => digit(at + 2)?,
            4 => digit(at + 2)? * 10 + digit(at + 3)?,
            _ => return None,
        };
        let number = *self.index.get(usize::from(brief.number) + usize::from(slot))?;
        self.briefs.get(usize::from(number).wrapping_sub(1))
    }

    /// The definition behind the first two digits and what the others say.
    #[inline(always)]
    fn entry(&self, prefix: &Prefix, slot: Option<u16>) -> Option<&'t Definition> {
        let number = match slot {
            None => prefix.base,
            Some(slot) => *self.index.get(usize::from(prefix.base + slot))?,
        };
        self.definitions.get(usize::from(number).wrapping_sub(1))
    }

    /// The definition of an AI, if it is assigned.
    pub(crate) fn definition(&self, ai: ApplicationIdentifier) -> Option<&'t Definition> {
        let (value, digits) = (ai.value(), ai.digits());
        let prefix = self.prefix(ai)?;
        if usize::from(prefix.digits) != digits {
            return None;
        }
        let slot = match digits {
            2 => None,
            3 => Some(value % 10),
            _ => Some(value % 100),
        };
        self.entry(&prefix, slot)
    }

    /// What the first two digits of an AI decide, if it has as many digits as they say.
    fn prefix(&self, ai: ApplicationIdentifier) -> Option<Prefix> {
        let two = match ai.digits() {
            2 => ai.value(),
            3 => ai.value() / 10,
            _ => ai.value() / 100,
        };
        self.prefixes.get(usize::from(two)).copied()
    }

    /// The length that the first two digits give to the value of an AI that is not assigned.
    pub(crate) fn predefined(&self, ai: ApplicationIdentifier) -> Option<u8> {
        self.prefix(ai).map(|prefix| prefix.predefined).filter(|&length| length > 0)
    }

    /// Whether an AI that is not assigned may have this many digits.
    pub(crate) fn plausible(&self, ai: ApplicationIdentifier) -> bool {
        self.prefix(ai).is_some_and(|prefix| prefix.digits == 0 || usize::from(prefix.digits) == ai.digits())
    }

    /// The bits that an AI stands for, assigned or not.
    pub(crate) fn member(&self, ai: ApplicationIdentifier) -> Bits {
        let named = self.named.iter().take(Bits::BITS as usize).enumerate();
        named.filter(|(_, pattern)| pattern.matches(ai)).fold(0, |bits, (position, _)| bits | 1 << position)
    }

    pub(crate) fn rule(&self, definition: &Definition) -> Option<&'t Rule> {
        self.rules.get(usize::from(definition.rule))
    }

    pub(crate) fn title(&self, definition: &Definition) -> &'t str {
        let start = usize::from(definition.title.start);
        self.titles.get(start..start + usize::from(definition.title.len)).unwrap_or_default()
    }

    /// The sequences of qualifiers that a Digital Link key may have.
    pub(crate) fn sequences(
        &self,
        definition: &Definition,
    ) -> impl Iterator<Item = &'t [ApplicationIdentifier]> + use<'t> {
        let (sequences, qualifiers) = (self.sequences, self.qualifiers);
        let range = definition.key.unwrap_or_default();
        range.of(sequences).iter().map(move |range| range.of(qualifiers))
    }
}

impl Need {
    /// Whether what is there meets the need.
    pub(crate) fn met(&self, tables: &Tables<'_>, seen: Bits) -> bool {
        if self.any & seen != 0 {
            return true;
        }
        let mut together = true;
        for alternative in self.alternatives.of(tables.alternatives) {
            together &= alternative.bit & seen != 0;
            if !alternative.joined {
                if together {
                    return true;
                }
                together = true;
            }
        }
        false
    }

    pub(crate) fn described(&self, tables: &Tables<'_>) -> Alternatives {
        let alternatives = self.alternatives.of(tables.alternatives);
        Alternatives::new(alternatives.iter().map(|alternative| (alternative.pattern, alternative.joined)))
    }
}

macro_rules! checks {
    ($($(#[$doc:meta])* $name:ident = $own:literal, $dictionary:literal;)*) => {
        /// A rule for the content of a component.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub(crate) enum Check { $($(#[$doc])* $name,)* }

        impl Check {
            /// By its name in the GS1 Syntax Dictionary.
            pub(crate) fn from_dictionary(name: &str) -> Option<Self> {
                match name { $($dictionary => Some(Check::$name),)* _ => None }
            }

            /// Its name in the GS1 Syntax Dictionary.
            pub(crate) const fn name(self) -> &'static str {
                match self { $(Check::$name => $dictionary,)* }
            }

            /// By its name in our own table.
            #[cfg(test)]
            pub(crate) fn from_own(name: &str) -> Option<Self> {
                match name { $($own => Some(Check::$name),)* _ => None }
            }
        }
    };
}

checks! {
    /// The last digit is the check digit of the others.
    Digit = "check", "csum";
    /// The last two characters are the check pair of the others.
    Pair = "check-pair", "csumalpha";
    /// Begins with a company prefix.
    PrefixFirst = "prefix1", "gcppos1";
    /// A company prefix begins at the second character.
    PrefixSecond = "prefix2", "gcppos2";
    /// YYMMDD, day 00 allowed.
    DateOrMonth = "date0", "yymmd0";
    /// YYMMDD.
    Date = "date", "yymmdd";
    /// YYYYMMDD.
    LongDate = "date8", "yyyymmdd";
    /// YYYYMMDD, day 00 allowed.
    LongDateOrMonth = "date80", "yyyymmd0";
    /// 00 to 23.
    Hour = "hour", "hh";
    /// 00 to 59.
    Minute = "minute", "mi";
    /// 00 to 59.
    Second = "second", "ss";
    /// HHMM.
    HourMinute = "hour-minute", "hhmi";
    /// ISO 3166-1 numeric.
    Country = "country", "iso3166";
    /// ISO 3166-1 numeric, or 999.
    CountryOr999 = "country-or-999", "iso3166999";
    /// ISO 3166-1 alpha-2.
    CountryLetters = "country-letters", "iso3166alpha2";
    /// ISO 4217 numeric.
    Currency = "currency", "iso4217";
    /// UN/ECE Recommendation 21.
    Package = "package", "packagetype";
    /// AIDC media type.
    Media = "media", "mediatype";
    /// ISO 5218.
    Sex = "sex", "iso5218";
    /// 0 or 1.
    YesNo = "yes-no", "yesno";
    /// All zeros.
    Zero = "zero", "zero";
    /// Not all zeros.
    NotZero = "not-zero", "nonzero";
    /// No zero in front, unless it is the only digit.
    NoLeadingZero = "no-leading-zero", "nozeroprefix";
    /// 0, 1 or 9.
    Winding = "winding", "winding";
    /// Up to 180 degrees in ten-millionths.
    Latitude = "latitude", "latitude";
    /// Up to 360 degrees in ten-millionths.
    Longitude = "longitude", "longitude";
    /// Two halves: piece and total.
    PieceOfTotal = "piece-of-total", "pieceoftotal";
    /// Place, slash, total.
    PlaceInSequence = "place-in-sequence", "posinseqslash";
    /// Importer index.
    Importer = "importer", "importeridx";
    /// IBAN.
    Iban = "iban", "iban";
    /// Percent signs begin escapes.
    Percent = "percent", "pcenc";
    /// Hyphens only.
    Hyphens = "hyphens", "hyphen";
    /// At least one character that is no digit.
    NotOnlyDigits = "not-only-digits", "hasnondigit";
    /// North American coupon.
    Coupon = "coupon", "couponcode";
    /// North American positive offer file.
    CouponOffer = "coupon-offer", "couponposoffer";
}
