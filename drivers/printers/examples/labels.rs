//! Labels of random packs for the proof with parts that we did not write: a JSON line each, with the element string that has to be read
//! from it.
//!
//!     cargo run -p tallymark-printers --example labels -- 1000

use tallymark::Message;
use tallymark_printers::zpl::Label;

const CHARACTERS: &[u8] =
    b"!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let count = std::env::args().nth(1).map_or(Ok(1000), |count| count.parse::<usize>())?;
    // Any seed will do; this one never is zero.
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut random = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    };
    for number in 0..count {
        let mut text = |longest: usize| -> String {
            let length = 1 + random(longest);
            (0..length).map(|_| char::from(CHARACTERS[random(CHARACTERS.len())])).collect()
        };
        let linear = number % 2 == 1;
        // The renderer of the proof loses the last character behind `>0`, which is `>`: so no `>` stands before the last one.
        let (serial, lot) = if linear { (text(10), text(8) + "Z") } else { (text(20), text(20)) };
        let lot = if linear { lot.replace(">Z", "<Z") } else { lot };
        let plain = format!("01095060001343521728123121{serial}\u{1d}10{lot}");
        let message = Message::parse_plain(&plain)?;
        let label = Label::new();
        let label = if linear {
            label.gs1_128(40, 40, 120, &message)?
        } else {
            label.data_matrix(40, 40, 6, &message)?
        };
        let form = if linear { "]C1" } else { "]d2" };
        println!(
            "{}",
            serde_json::json!({ "scan": format!("{form}{}", message.plain()), "zpl": label.finish() })
        );
    }
    Ok(())
}
