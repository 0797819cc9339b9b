use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream, ToSocketAddrs};
use std::time::Duration;

use crate::TransportError;
#[cfg(feature = "tls")]
use crate::tls::{Client, Identity, Server};

/// How a connection is protected.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub enum Security {
    /// Not, so only to this machine.
    #[default]
    Local,
    /// Not, wherever to: somebody else sees to it.
    Plain,
    /// TLS 1.2 or 1.3, with certificates of both sides.
    #[cfg(feature = "tls")]
    Tls(Identity),
}

impl Security {
    fn allow(&self, address: &str) -> Result<Vec<SocketAddr>, TransportError> {
        let wrong = |error: io::Error| TransportError::Address {
            address: address.to_owned(),
            message: error.to_string(),
        };
        let found: Vec<SocketAddr> = address.to_socket_addrs().map_err(wrong)?.collect();
        if matches!(self, Security::Local) && !found.iter().all(|found| found.ip().is_loopback()) {
            return Err(TransportError::Plain { address: address.to_owned() });
        }
        Ok(found)
    }
}

/// A stream to the other side.
pub struct Connection {
    stream: Stream,
    deadline: Duration,
}

enum Stream {
    Plain(TcpStream),
    #[cfg(feature = "tls")]
    Client(Box<Client>),
    #[cfg(feature = "tls")]
    Server(Box<Server>),
}

impl Connection {
    /// Connects to `HOST:PORT`; each wait ends after `deadline`.
    ///
    /// # Errors
    /// [`TransportError`].
    pub fn open(address: &str, security: &Security, deadline: Duration) -> Result<Self, TransportError> {
        let mut last = io::Error::from(io::ErrorKind::AddrNotAvailable);
        for found in security.allow(address)? {
            match TcpStream::connect_timeout(&found, deadline) {
                Ok(stream) => {
                    let stream = prepared(stream, deadline)?;
                    let stream = match security {
                        Security::Local | Security::Plain => Stream::Plain(stream),
                        #[cfg(feature = "tls")]
                        Security::Tls(identity) => {
                            Stream::Client(Box::new(identity.connect(address, stream)?))
                        }
                    };
                    return Ok(Connection { stream, deadline });
                }
                Err(error) => last = error,
            }
        }
        Err(TransportError::Address { address: address.to_owned(), message: last.to_string() })
    }

    /// What a wait that ended is, with its length.
    #[must_use]
    pub fn explain(&self, error: TransportError) -> TransportError {
        match error {
            TransportError::Silent { .. } => TransportError::Silent { seconds: self.deadline.as_secs() },
            other => other,
        }
    }
}

fn prepared(stream: TcpStream, deadline: Duration) -> Result<TcpStream, TransportError> {
    let set = || {
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(deadline))?;
        stream.set_write_timeout(Some(deadline))
    };
    set().map_err(TransportError::Connection)?;
    Ok(stream)
}

/// Waits for others to connect.
pub struct Listener {
    listener: TcpListener,
    security: Security,
    deadline: Duration,
}

impl Listener {
    /// Listens at `HOST:PORT`; port 0 takes a free one.
    ///
    /// # Errors
    /// [`TransportError`].
    pub fn open(address: &str, security: Security, deadline: Duration) -> Result<Self, TransportError> {
        let found = security.allow(address)?;
        let listener = TcpListener::bind(&found[..]).map_err(|error| TransportError::Address {
            address: address.to_owned(),
            message: error.to_string(),
        })?;
        Ok(Listener { listener, security, deadline })
    }

    /// Where it listens.
    ///
    /// # Errors
    /// What the operating system says.
    pub fn address(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// The next one who connects; waits for as long as it takes.
    ///
    /// # Errors
    /// [`TransportError`].
    pub fn accept(&self) -> Result<Connection, TransportError> {
        let (stream, _) = self.listener.accept().map_err(TransportError::Connection)?;
        let stream = prepared(stream, self.deadline)?;
        let stream = match &self.security {
            Security::Local | Security::Plain => Stream::Plain(stream),
            #[cfg(feature = "tls")]
            Security::Tls(identity) => Stream::Server(Box::new(identity.accept(stream)?)),
        };
        Ok(Connection { stream, deadline: self.deadline })
    }
}

impl Read for Connection {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        match &mut self.stream {
            Stream::Plain(stream) => stream.read(bytes),
            #[cfg(feature = "tls")]
            Stream::Client(stream) => stream.read(bytes),
            #[cfg(feature = "tls")]
            Stream::Server(stream) => stream.read(bytes),
        }
    }
}

impl Write for Connection {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.stream {
            Stream::Plain(stream) => stream.write(bytes),
            #[cfg(feature = "tls")]
            Stream::Client(stream) => stream.write(bytes),
            #[cfg(feature = "tls")]
            Stream::Server(stream) => stream.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.stream {
            Stream::Plain(stream) => stream.flush(),
            #[cfg(feature = "tls")]
            Stream::Client(stream) => stream.flush(),
            #[cfg(feature = "tls")]
            Stream::Server(stream) => stream.flush(),
        }
    }
}
