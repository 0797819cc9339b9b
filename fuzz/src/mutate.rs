//! Seeded damage.

/// SplitMix64, and what to do with it to bytes.
pub struct Random(u64);

/// Pieces that mean something to one of the readers.
const PIECES: &[&[u8]] = &[
    b"\x1d",
    b"]d2",
    b"]C1",
    b"]e0",
    b"]Q3",
    b"]d1",
    b"(01)",
    b"(21)",
    b"(10)",
    b"(17)",
    b"(00)",
    b"\\(",
    b"|",
    b"^",
    b"%2F",
    b"%",
    b"?17=",
    b"&",
    b"/21/",
    b"/10/",
    b"https://id.gs1.org/01/",
    b"urn:epc:id:sgtin:",
    b"urn:epc:id:sscc:",
    b".",
    b"09506000134352",
    b"395060001340000018",
    b"9506000134352",
    b"281231",
    b"280200",
    b"8003",
    b"8020",
    b"3103",
    b"710",
    b"[)>\x1e06\x1d",
    b"05\x1d",
    b"\x1e",
    b"\x04",
    b"9N110375286414",
    b"1T",
    b"14D20281231",
    b"+A123BJC5D6E71",
    b"$$3",
    b"$$+",
    b"/S",
    b"99",
    b",",
    b"\"",
    b"\"\"",
    b"\r\n",
    b"\n",
    b"\xef\xbb\xbf",
    b"\0",
    b"\xff",
    b"2026-03-04T10:01:07.250+01:00",
    b"2026-02-30T25:00:00Z",
    b"+24:00",
    b"null",
    b"{",
    b"}",
    b"[",
    b"]",
    b":",
    b"-1",
    b"1e400",
    b"18446744073709551616",
    b"NaN",
    b"\\u0000",
    b"\\ud800",
    b"<",
    b"/>",
    b"&amp;",
    b"<!DOCTYPE a [<!ENTITY b 'c'>]>",
    b"&b;",
    b"xmlns:a='b'",
    b"seq",
    b"serial",
    b"gtin",
    b"Commissioned",
    b"add",
    b"remove",
    b"close",
    b"ok",
    b"fault",
    b"\n=== agg.csv\n",
    b" req=01,",
    b" ex=",
    b" dlpkey=21|",
    b"nn",
    b" N..",
    b" X..20,csum",
    b",gcppos2",
    b" [N",
    b"*?",
];

impl Random {
    pub const fn new(seed: u64) -> Self {
        Random(seed)
    }

    pub const fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Below `bound`, or 0.
    pub fn below(&mut self, bound: usize) -> usize {
        (self.number() % (bound.max(1) as u64)) as usize
    }

    /// Changes an input a little, now and then a lot; `other` lends pieces.
    pub fn mutate(&mut self, data: &mut Vec<u8>, other: &[u8]) {
        let times = 1 << self.below(4);
        for _ in 0..1 + self.below(times) {
            self.once(data, other);
        }
        data.truncate(1 << 16);
    }

    fn once(&mut self, data: &mut Vec<u8>, other: &[u8]) {
        let at = self.below(data.len() + 1);
        let range = |random: &mut Self, len: usize| {
            let start = random.below(len + 1);
            let most = if random.below(8) == 0 { len } else { 24 };
            start..len.min(start + random.below(most + 1))
        };
        match self.below(10) {
            0 => {
                if let Some(byte) = data.get_mut(at) {
                    *byte ^= 1 << self.below(8);
                }
            }
            1 => {
                if let Some(byte) = data.get_mut(at) {
                    *byte = self.number() as u8;
                }
            }
            2 => data.insert(at, b' ' + self.below(95) as u8),
            3 => {
                let cut = range(self, data.len());
                data.drain(cut);
            }
            4 => {
                let copy = range(self, data.len());
                let copy = data[copy].to_vec();
                data.splice(at..at, copy);
            }
            5 => {
                let lent = range(self, other.len());
                data.splice(at..at, other[lent].iter().copied());
            }
            6 => {
                let (lent, cut) = (range(self, other.len()), range(self, data.len()));
                data.splice(cut, other[lent].iter().copied());
            }
            7 => {
                if let Some(digit) = data.get_mut(at).filter(|byte| byte.is_ascii_digit()) {
                    *digit = b'0' + self.below(10) as u8;
                }
            }
            _ => {
                let piece = PIECES[self.below(PIECES.len())];
                let cut = if self.below(2) == 0 { at..at } else { range(self, data.len()) };
                data.splice(cut, piece.iter().copied());
            }
        }
    }
}
