//! Exchanges over real sockets of this machine.

use std::io::Write;
use std::net::TcpStream;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use tallymark::sets::{Limits, SerialSet, SketchKey, Source, Sync};
use tallymark_transport::{Connection, Listener, Security, TransportError, exchange};

const DEADLINE: Duration = Duration::from_secs(20);

fn list(numbers: std::ops::Range<u32>) -> Arc<SerialSet> {
    let serials: Vec<_> = numbers.map(|number| Some(format!("K{number:07}"))).collect();
    Arc::new(Source::serials(None, &serials).pack())
}

fn asking(numbers: std::ops::Range<u32>) -> Sync {
    Sync::ask(list(numbers), SketchKey::new([3; 16]), true, Limits::default())
}

/// One who answers once, and its address.
fn answering(
    security: Security,
    deadline: Duration,
) -> (thread::JoinHandle<Result<Sync, TransportError>>, u16) {
    let listener = Listener::open("127.0.0.1:0", security, deadline).unwrap();
    let port = listener.address().unwrap().port();
    let answer = thread::spawn(move || {
        let mut sync = Sync::answer(list(100..20_000), Limits::default());
        let mut connection = listener.accept()?;
        exchange(&mut sync, &mut connection).map_err(|error| connection.explain(error))?;
        Ok(sync)
    });
    (answer, port)
}

fn differences(sync: &Sync) -> usize {
    sync.outcome().unwrap().differences.as_ref().unwrap().len()
}

#[test]
fn two_sides_over_tcp() {
    let (answer, port) = answering(Security::Local, DEADLINE);
    let mut connection = Connection::open(&format!("localhost:{port}"), &Security::Local, DEADLINE).unwrap();
    let mut sync = asking(0..19_990);
    exchange(&mut sync, &mut connection).unwrap();
    assert_eq!((differences(&sync), differences(&answer.join().unwrap().unwrap())), (110, 110));
}

#[test]
fn plain_connections_stay_on_this_machine() {
    let refused = Connection::open("192.0.2.1:9", &Security::Local, DEADLINE).err().unwrap();
    assert_eq!(refused.code(), "transport-plain");
    let refused = Listener::open("0.0.0.0:0", Security::Local, DEADLINE).err().unwrap();
    assert_eq!(refused.code(), "transport-plain");
    assert!(Listener::open("0.0.0.0:0", Security::Plain, DEADLINE).is_ok());
    assert_eq!(
        Connection::open("nowhere", &Security::Local, DEADLINE).err().unwrap().code(),
        "transport-address"
    );
}

#[test]
fn silence_and_hanging_up_end_the_wait() {
    let (answer, port) = answering(Security::Local, Duration::from_millis(50));
    let silent = TcpStream::connect(("127.0.0.1", port)).unwrap();
    assert_eq!(answer.join().unwrap().unwrap_err().code(), "transport-silent");
    drop(silent);
    let (answer, port) = answering(Security::Local, DEADLINE);
    drop(TcpStream::connect(("127.0.0.1", port)).unwrap());
    assert_eq!(answer.join().unwrap().unwrap_err().code(), "transport-hung-up");
    let (answer, port) = answering(Security::Local, DEADLINE);
    TcpStream::connect(("127.0.0.1", port)).unwrap().write_all(b"GET / HTTP/1.1\r\n\r\n").unwrap();
    assert_eq!(answer.join().unwrap().unwrap_err().code(), "sync-damaged");
}

#[cfg(feature = "tls")]
mod tls {
    use std::fs;
    use std::path::PathBuf;

    use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
    use tallymark_transport::Identity;

    use super::*;

    struct Folder(PathBuf);

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    impl Folder {
        /// An authority and a certificate that it signed, for this machine.
        fn new(name: &str) -> Self {
            let folder = std::env::temp_dir().join(format!("tallymark-tls-{}-{name}", std::process::id()));
            fs::create_dir_all(&folder).unwrap();
            let mut authority = CertificateParams::new(Vec::new()).unwrap();
            authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
            let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate().unwrap()).unwrap();
            let key = KeyPair::generate().unwrap();
            let certificate = CertificateParams::new(vec!["localhost".to_owned()])
                .unwrap()
                .signed_by(&key, &authority)
                .unwrap();
            fs::write(folder.join("authority.pem"), authority.pem()).unwrap();
            fs::write(folder.join("own.pem"), certificate.pem()).unwrap();
            fs::write(folder.join("key.pem"), key.serialize_pem()).unwrap();
            Folder(folder)
        }

        fn identity(&self, authority: &Folder) -> Identity {
            let authority = authority.0.join("authority.pem");
            Identity::read(&self.0.join("own.pem"), &self.0.join("key.pem"), &authority).unwrap()
        }
    }

    #[test]
    fn both_sides_show_certificates() {
        let (site, hub) = (Folder::new("site"), Folder::new("hub"));
        let (answer, port) = answering(Security::Tls(hub.identity(&site)), DEADLINE);
        let security = Security::Tls(site.identity(&hub));
        let mut connection = Connection::open(&format!("localhost:{port}"), &security, DEADLINE).unwrap();
        let mut sync = asking(0..19_990);
        exchange(&mut sync, &mut connection).unwrap();
        assert_eq!((differences(&sync), differences(&answer.join().unwrap().unwrap())), (110, 110));
    }

    #[test]
    fn strangers_and_plain_speakers_are_refused() {
        let (site, hub, stranger) = (Folder::new("a"), Folder::new("b"), Folder::new("c"));
        for (asker, trusts) in [(&stranger, &hub), (&site, &stranger)] {
            let (answer, port) = answering(Security::Tls(hub.identity(&site)), DEADLINE);
            let security = Security::Tls(asker.identity(trusts));
            let mut connection = Connection::open(&format!("localhost:{port}"), &security, DEADLINE).unwrap();
            assert!(exchange(&mut asking(0..10), &mut connection).is_err());
            drop(connection);
            assert!(answer.join().unwrap().is_err());
        }
        let (answer, port) = answering(Security::Tls(hub.identity(&site)), DEADLINE);
        let mut plain = Connection::open(&format!("localhost:{port}"), &Security::Local, DEADLINE).unwrap();
        assert!(exchange(&mut asking(0..10), &mut plain).is_err());
        assert!(answer.join().unwrap().is_err());
        let missing =
            Identity::read(&site.0.join("none.pem"), &site.0.join("key.pem"), &site.0.join("own.pem"));
        assert_eq!(missing.unwrap_err().code(), "transport-certificate");
    }
}
