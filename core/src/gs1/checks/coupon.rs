//! North American coupons: AI 8110 (coupon code) and AI 8112 (positive offer file), read field by field.

use super::Flaw;
use super::dates::{day_exists, month_exists};
use super::numbers::value;
use crate::diagnostic::{Code, Detail, Reason};
use crate::keys::charset::{NUMERIC, stranger};

/// Takes fields off the front of a text.
struct Fields<'t> {
    text: &'t [u8],
    at: usize,
}

impl<'t> Fields<'t> {
    fn new(text: &'t [u8]) -> Result<Self, Flaw> {
        match stranger(text, NUMERIC) {
            None => Ok(Fields { text, at: 0 }),
            Some(at) => {
                let byte = text.get(at).copied().unwrap_or_default();
                let detail = Detail::Character { byte, set: b'N' };
                Err(Flaw { code: Code::AiCharset, detail, start: at, end: at + 1 })
            }
        }
    }

    fn done(&self) -> bool {
        self.at >= self.text.len()
    }

    fn flaw(&self, reason: Reason, start: usize) -> Flaw {
        Flaw::new(Code::AiCoupon, reason, start, self.text.len())
    }

    /// The next `len` digits.
    fn take(&mut self, len: usize) -> Result<&'t [u8], Flaw> {
        let Some(field) = self.text.get(self.at..self.at + len) else {
            // Where nothing is left the whole coupon is short.
            let start = if self.done() { 0 } else { self.at };
            return Err(self.flaw(Reason::CouponShort, start));
        };
        self.at += len;
        Ok(field)
    }

    /// One digit that must be one of these.
    fn code(&mut self, allowed: &[u8]) -> Result<u8, Flaw> {
        let start = self.at;
        // A field that is not there at all is missing from the whole coupon.
        let &[digit] = self.take(1).map_err(|_| self.flaw(Reason::CouponMissing, 0))? else {
            return Err(self.flaw(Reason::CouponMissing, 0));
        };
        if allowed.contains(&digit) {
            Ok(digit)
        } else {
            Err(Flaw::new(Code::AiCoupon, Reason::CouponField, start, start + 1))
        }
    }

    /// A digit that tells the length, then that many digits: its value plus `more`.
    fn sized(&mut self, allowed: &[u8], more: usize) -> Result<(), Flaw> {
        let size = self.code(allowed)?;
        self.take(usize::from(size - b'0') + more).map(|_| ())
    }

    /// A company prefix of 6 to 12 digits.
    fn company(&mut self) -> Result<(), Flaw> {
        self.sized(b"0123456", 6)
    }

    /// A company prefix, or a nine where it is that of the first purchase.
    fn other_company(&mut self) -> Result<(), Flaw> {
        if self.text.get(self.at) == Some(&b'9') {
            self.at += 1;
            return Ok(());
        }
        self.company()
    }

    /// Purchase requirement, its code and the family code.
    fn purchase(&mut self) -> Result<(), Flaw> {
        self.sized(b"12345", 0)?;
        self.code(b"012349")?;
        self.take(3).map(|_| ())
    }

    fn date(&mut self) -> Result<u64, Flaw> {
        let start = self.at;
        let field = self.take(6)?;
        let (year, month, day) = (value(&field[..2]), value(&field[2..4]), value(&field[4..]));
        if !month_exists(month) {
            return Err(Flaw::new(Code::AiCoupon, Reason::Month, start, start + 6));
        }
        if !day_exists(2000 + year, month, day) {
            return Err(Flaw::new(Code::AiCoupon, Reason::Day, start, start + 6));
        }
        // Two digits of the year, seen from 2021.
        let century = if year > 71 { 1900 } else { 2000 };
        Ok((century + year) * 10_000 + month * 100 + day)
    }
}

/// AI 8110: company, offer, save value, first purchase; then further fields, each behind its indicator, in order.
pub(super) fn coupon(text: &[u8]) -> Result<(), Flaw> {
    let mut fields = Fields::new(text)?;
    fields.company()?;
    fields.take(6)?;
    fields.sized(b"12345", 0)?;
    fields.purchase()?;
    if fields.text.get(fields.at) == Some(&b'1') {
        fields.at += 1;
        fields.code(b"0123")?;
        fields.purchase()?;
        fields.other_company()?;
    }
    if fields.text.get(fields.at) == Some(&b'2') {
        fields.at += 1;
        fields.purchase()?;
        fields.other_company()?;
    }
    let (mut expiry, mut expiry_at) = (None, 0);
    if fields.text.get(fields.at) == Some(&b'3') {
        expiry_at = fields.at;
        fields.at += 1;
        expiry = Some(fields.date()?);
    }
    if fields.text.get(fields.at) == Some(&b'4') {
        fields.at += 1;
        let start = fields.date()?;
        if expiry.is_some_and(|expiry| expiry < start) {
            return Err(Flaw::new(Code::AiCoupon, Reason::CouponDates, expiry_at, fields.at));
        }
    }
    if fields.text.get(fields.at) == Some(&b'5') {
        fields.at += 1;
        fields.sized(b"0123456789", 6)?;
    }
    if fields.text.get(fields.at) == Some(&b'6') {
        fields.at += 1;
        fields.sized(b"1234567", 6)?;
    }
    if fields.text.get(fields.at) == Some(&b'9') {
        fields.at += 1;
        fields.code(b"01256")?;
        fields.code(b"012")?;
        fields.code(b"0123456789")?;
        fields.code(b"01")?;
    }
    end(&fields)
}

/// AI 8112: format, funder, offer, serial number.
pub(super) fn offer(text: &[u8]) -> Result<(), Flaw> {
    let mut fields = Fields::new(text)?;
    fields.code(b"01")?;
    fields.company()?;
    fields.take(6)?;
    fields.sized(b"0123456789", 6)?;
    end(&fields)
}

fn end(fields: &Fields<'_>) -> Result<(), Flaw> {
    if fields.done() { Ok(()) } else { Err(fields.flaw(Reason::CouponExcess, fields.at)) }
}
