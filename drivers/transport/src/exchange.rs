use std::io::{ErrorKind, Read, Write};

use tallymark::sets::Sync;

use crate::TransportError;

/// Carries an exchange of serials over any stream until it is done.
///
/// # Errors
/// If the stream fails, is silent for longer than its own deadline, or ends too soon, and if the exchange fails: then the other
/// side was told why, if it still listens.
///
/// ```
/// use std::os::unix::net::UnixStream;
/// use std::sync::Arc;
/// use tallymark::sets::{Limits, SketchKey, Source, Sync};
/// let list = |serials: &[&str]| {
///     let column: Vec<_> = serials.iter().map(Some).collect();
///     Arc::new(Source::serials(None, &column).pack())
/// };
/// let (mut here, mut there) = UnixStream::pair()?;
/// let mut answer = Sync::answer(list(&["A2", "A3"]), Limits::default());
/// let other = std::thread::spawn(move || tallymark_transport::exchange(&mut answer, &mut there));
/// let mut ask = Sync::ask(list(&["A1", "A2"]), SketchKey::new(*b"sixteen secrets."), true, Limits::default());
/// tallymark_transport::exchange(&mut ask, &mut here).unwrap();
/// other.join().unwrap().unwrap();
/// assert_eq!(ask.outcome().unwrap().differences.as_ref().unwrap().len(), 2);
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn exchange(sync: &mut Sync, stream: &mut (impl Read + Write)) -> Result<(), TransportError> {
    let mut bytes = vec![0; 1 << 16];
    loop {
        loop {
            let out = sync.pull();
            if out.is_empty() {
                break;
            }
            stream.write_all(&out).map_err(failed)?;
        }
        stream.flush().map_err(failed)?;
        if sync.is_done() {
            return Ok(());
        }
        let count = match stream.read(&mut bytes) {
            Ok(0) => return Err(TransportError::HungUp),
            Ok(count) => count,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            // A peer that ends TLS without saying so.
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Err(TransportError::HungUp),
            Err(error) => return Err(failed(error)),
        };
        if let Err(error) = sync.push(bytes.get(..count).unwrap_or_default()) {
            // It is over anyway, whether the other side hears of it or not.
            let _ = stream.write_all(&sync.pull()).and_then(|()| stream.flush());
            return Err(error.into());
        }
    }
}

fn failed(error: std::io::Error) -> TransportError {
    match error.kind() {
        ErrorKind::WouldBlock | ErrorKind::TimedOut => TransportError::Silent { seconds: 0 },
        _ => TransportError::Connection(error),
    }
}
