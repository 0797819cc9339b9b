use jiff::Timestamp;

use super::rng::Rng;

/// Milliseconds since the epoch.
pub(super) type Millis = i64;

/// How a site writes local time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Zone {
    /// `Z` all year.
    Utc,
    /// The same offset all year, in minutes.
    Fixed(i32),
    /// +01:00, in summer +02:00.
    Europe,
    /// -05:00, in summer -04:00.
    Eastern,
}

// The steps of 2026, the year in which every simulated order runs.
const EUROPE_SPRING: Millis = 1_774_746_000_000; // 2026-03-29T01:00Z
const EUROPE_AUTUMN: Millis = 1_792_890_000_000; // 2026-10-25T01:00Z
const EASTERN_SPRING: Millis = 1_772_953_200_000; // 2026-03-08T07:00Z
const EASTERN_AUTUMN: Millis = 1_793_512_800_000; // 2026-11-01T06:00Z

impl Zone {
    /// `Z`, `+01:00` (Europe), `-05:00` (US Eastern), or any other `±HH:MM` as a fixed offset.
    pub(super) fn parse(text: &str) -> Option<Zone> {
        match text {
            "Z" => return Some(Zone::Utc),
            "+01:00" => return Some(Zone::Europe),
            "-05:00" => return Some(Zone::Eastern),
            _ => {}
        }
        let (sign, digits) = match text.strip_prefix('-') {
            Some(digits) => (-1, digits),
            None => (1, text.strip_prefix('+')?),
        };
        let (hours, minutes) = digits.split_once(':')?;
        let two = |part: &str| part.parse::<i32>().ok().filter(|_| part.len() == 2 && !part.starts_with('+'));
        let (hours, minutes) = (two(hours)?, two(minutes)?);
        (hours <= 14 && minutes < 60).then_some(Zone::Fixed(sign * (hours * 60 + minutes)))
    }

    /// Minutes east of UTC at an instant.
    pub(super) fn offset(self, at: Millis) -> i32 {
        match self {
            Zone::Utc => 0,
            Zone::Fixed(minutes) => minutes,
            Zone::Europe => 60 + 60 * i32::from((EUROPE_SPRING..EUROPE_AUTUMN).contains(&at)),
            Zone::Eastern => -300 + 60 * i32::from((EASTERN_SPRING..EASTERN_AUTUMN).contains(&at)),
        }
    }

    /// The instants of 2026 at which the offset steps.
    pub(super) fn steps(self) -> Option<[Millis; 2]> {
        match self {
            Zone::Utc | Zone::Fixed(_) => None,
            Zone::Europe => Some([EUROPE_SPRING, EUROPE_AUTUMN]),
            Zone::Eastern => Some([EASTERN_SPRING, EASTERN_AUTUMN]),
        }
    }
}

/// Writes RFC 3339 times; remembers the text of the minute, which consecutive rows share.
#[derive(Clone, Debug)]
pub(super) struct Stamp {
    zone: Zone,
    minute: Option<Millis>,
    head: String,
    tail: String,
}

impl Stamp {
    pub(super) fn new(zone: Zone) -> Self {
        Stamp { zone, minute: None, head: String::new(), tail: String::new() }
    }

    pub(super) fn write(&mut self, at: Millis, out: &mut Vec<u8>) {
        let minute = at.div_euclid(60_000);
        if self.minute != Some(minute) {
            self.remember(minute);
        }
        out.extend_from_slice(self.head.as_bytes());
        let within = at.rem_euclid(60_000) as u32;
        let (seconds, millis) = (within / 1000, within % 1000);
        let digit = |n: u32| b'0' + (n % 10) as u8;
        out.extend_from_slice(&[
            digit(seconds / 10),
            digit(seconds),
            b'.',
            digit(millis / 100),
            digit(millis / 10),
            digit(millis),
        ]);
        out.extend_from_slice(self.tail.as_bytes());
    }

    fn remember(&mut self, minute: Millis) {
        let offset = self.zone.offset(minute * 60_000);
        let local = Timestamp::from_millisecond((minute + i64::from(offset)) * 60_000);
        let text = local.unwrap_or(Timestamp::UNIX_EPOCH).to_string();
        self.head = text.get(..17).unwrap_or_default().to_owned();
        let sign = if offset < 0 { '-' } else { '+' };
        self.tail = match self.zone {
            Zone::Utc => "Z".to_owned(),
            _ => format!("{sign}{:02}:{:02}", offset.abs() / 60, offset.abs() % 60),
        };
        self.minute = Some(minute);
    }

    pub(super) fn text(&mut self, at: Millis) -> String {
        let mut out = Vec::new();
        self.write(at, &mut out);
        String::from_utf8(out).unwrap_or_default()
    }
}

/// A device's own clock: how it differs from true time.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Clock {
    /// Milliseconds ahead at the start of the run.
    pub(super) offset: Millis,
    /// Milliseconds gained per 1 000 seconds.
    pub(super) drift: i64,
    /// Largest random deviation of one reading, in milliseconds.
    pub(super) jitter: i64,
    /// The start of the run.
    pub(super) since: Millis,
}

impl Clock {
    pub(super) fn read(&self, at: Millis, rng: &mut Rng) -> Millis {
        at + self.offset + (at - self.since) * self.drift / 1_000_000 + rng.between(-self.jitter, self.jitter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offset_steps_inside_a_run() {
        let mut stamp = Stamp::new(Zone::Europe);
        assert_eq!(stamp.text(EUROPE_SPRING - 1), "2026-03-29T01:59:59.999+01:00");
        assert_eq!(stamp.text(EUROPE_SPRING), "2026-03-29T03:00:00.000+02:00");
        assert_eq!(Stamp::new(Zone::Eastern).text(EASTERN_AUTUMN), "2026-11-01T01:00:00.000-05:00");
        assert_eq!(Stamp::new(Zone::Utc).text(0), "1970-01-01T00:00:00.000Z");
        assert_eq!(Stamp::new(Zone::Fixed(-210)).text(0), "1969-12-31T20:30:00.000-03:30");
    }

    #[test]
    fn zones_by_name() {
        assert_eq!(Zone::parse("Z"), Some(Zone::Utc));
        assert_eq!(Zone::parse("+05:30"), Some(Zone::Fixed(330)));
        for bad in ["", "+1:00", "01:00", "+25:00", "+01:60", "++1:00"] {
            assert_eq!(Zone::parse(bad), None, "{bad}");
        }
    }
}
