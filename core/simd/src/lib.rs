//! Serials packed by vector instructions, chosen when the program runs. The core forbids `unsafe`; a call into code that needs
//! AVX2 is `unsafe` until somebody has asked the processor, so that call lives here.
//!
//! 9.7 ns a serial of 12 to 20 characters where tables take 16.3 (five rounds in turn on one machine). What is packed is defined by
//! `Serial::pack` of the core, the scalar twin, whose tests prove both equal.

/// Packs each text as two limbs of ten digits of base 83, most significant first; `[0, 0]`, which no serial has, for what is none.
/// Says `false`, and does nothing, where the processor has no such instructions.
///
/// ```
/// let mut limbs = [[7, 7]; 3];
/// if tallymark_simd::pack(&[Some(b"A1"), None, Some(b"A 1")], &mut limbs) {
///     assert!(limbs[0] != [0, 0] && limbs[1] == [0, 0] && limbs[2] == [0, 0]);
/// }
/// ```
pub fn pack(texts: &[Option<&[u8]>], limbs: &mut [[u64; 2]]) -> bool {
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx2") {
        // SAFETY: the processor has AVX2, which is all that the function needs; it touches no memory but through slices.
        #[allow(unsafe_code)]
        unsafe {
            avx2::pack(texts, limbs);
        }
        return true;
    }
    let _ = (texts, limbs);
    false
}

/// A text of up to 24 bytes as three little-endian words, zeros behind its end; `None` if it is longer.
#[inline]
#[must_use]
pub fn words(text: &[u8]) -> Option<[u64; 3]> {
    let len = text.len();
    let Some(last) = len.checked_sub(8) else {
        let mut word = [0u8; 8];
        word.get_mut(..len)?.copy_from_slice(text);
        return Some([u64::from_le_bytes(word), 0, 0]);
    };
    // Three loads inside the text that may overlap; shifts drop what an earlier word already holds. Two half shifts,
    // because a shift by all 64 bits is not one.
    let load = |at: usize| Some(u64::from_le_bytes(*text.get(at..)?.first_chunk::<8>()?));
    let drop = |word: u64, bytes: usize| (word >> (4 * bytes)) >> (4 * bytes);
    let second = last.min(8);
    Some([load(0)?, drop(load(second)?, 8 - second), drop(load(last)?, 24usize.checked_sub(len)?.min(8))])
}

#[cfg(target_arch = "x86_64")]
mod avx2 {
    use std::arch::x86_64::{
        __m256i, _mm_setr_epi8, _mm256_add_epi8, _mm256_and_si256, _mm256_broadcastsi128_si256,
        _mm256_cmpeq_epi8, _mm256_cmpgt_epi8, _mm256_extract_epi32, _mm256_extract_epi64, _mm256_madd_epi16,
        _mm256_maddubs_epi16, _mm256_movemask_epi8, _mm256_set_epi64x, _mm256_set1_epi8, _mm256_set1_epi16,
        _mm256_set1_epi32, _mm256_setzero_si256, _mm256_shuffle_epi8, _mm256_srli_epi16, _mm256_sub_epi8,
        _mm256_subs_epu8,
    };

    /// GS1 General Specifications, figure 7.11-1, in the order of ASCII.
    const SERIAL: &[u8; 82] =
        b"!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";

    /// By the high half of a byte: a bit, for which of the low halves there is a character.
    const ROW: [i8; 16] = [0, 0, 1, 2, 4, 8, 16, 32, 0, 0, 0, 0, 0, 0, 0, 0];

    /// By the low half of a byte: the bits of the high halves with which it is a character.
    const ROWS: [i8; 16] = {
        let mut rows = [0; 16];
        let mut i = 0;
        while i < SERIAL.len() {
            let byte = SERIAL[i] as usize;
            rows[byte & 15] |= ROW[byte >> 4];
            i += 1;
        }
        rows
    };

    /// By the high half of a byte: what to take away from it for its digit, but for `!`, `"` and `_`.
    const OFFSET: [i8; 16] = [0, 0, 0x22, 0x22, 0x23, 0x23, 0x28, 0x28, 0, 0, 0, 0, 0, 0, 0, 0];

    #[target_feature(enable = "avx2")]
    fn table(of: [i8; 16]) -> __m256i {
        let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p] = of;
        _mm256_broadcastsi128_si256(_mm_setr_epi8(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p))
    }

    #[target_feature(enable = "avx2")]
    pub(super) fn pack(texts: &[Option<&[u8]>], limbs: &mut [[u64; 2]]) {
        for (text, limbs) in texts.iter().zip(limbs) {
            *limbs = text.and_then(|text| one(text)).unwrap_or_default();
        }
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    fn one(text: &[u8]) -> Option<[u64; 2]> {
        let [a, b, c] = super::words(text)?;
        if text.is_empty() || text.len() > 20 {
            return None;
        }
        let bytes = _mm256_set_epi64x(0, c as i64, b as i64, a as i64);
        let half = _mm256_set1_epi8(15);
        let high = _mm256_and_si256(_mm256_srli_epi16::<4>(bytes), half);
        let low = _mm256_and_si256(bytes, half);
        let legal =
            _mm256_and_si256(_mm256_shuffle_epi8(table(ROWS), low), _mm256_shuffle_epi8(table(ROW), high));
        let illegal = _mm256_movemask_epi8(_mm256_cmpeq_epi8(legal, _mm256_setzero_si256())) as u32;
        if illegal != u32::MAX << text.len() {
            return None;
        }
        let offset = _mm256_shuffle_epi8(table(OFFSET), high);
        let first = _mm256_cmpgt_epi8(_mm256_set1_epi8(0x23), bytes);
        let offset = _mm256_sub_epi8(offset, _mm256_and_si256(first, _mm256_set1_epi8(2)));
        let line = _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(0x5f));
        let offset = _mm256_add_epi8(offset, _mm256_and_si256(line, _mm256_set1_epi8(4)));
        let digits = _mm256_subs_epu8(bytes, offset);
        // Two digits to 16 bits (at most 6,888), four to 32.
        let pairs = _mm256_maddubs_epi16(digits, _mm256_set1_epi16(0x0153));
        let fours = _mm256_madd_epi16(pairs, _mm256_set1_epi32(1 << 16 | 6889));
        let (first, second) =
            (_mm256_extract_epi64::<0>(fours) as u64, _mm256_extract_epi64::<1>(fours) as u64);
        let middle = _mm256_extract_epi32::<2>(pairs) as u32;
        let last = u64::from(_mm256_extract_epi32::<4>(fours) as u32);
        let (ninth, eleventh) = (u64::from(middle & 0xffff), u64::from(middle >> 16));
        const LOW: u64 = 0xffff_ffff;
        Some([
            (first & LOW) * 83u64.pow(6) + (first >> 32) * 83u64.pow(2) + ninth,
            eleventh * 83u64.pow(8) + (second >> 32) * 83u64.pow(4) + last,
        ])
    }
}
