use std::net::TcpStream;
use std::path::Path;
use std::sync::Arc;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::server::WebPkiClientVerifier;
use rustls::{
    ClientConfig, ClientConnection, RootCertStore, ServerConfig, ServerConnection, StreamOwned, crypto,
};

use crate::TransportError;

pub(crate) type Client = StreamOwned<ClientConnection, TcpStream>;
pub(crate) type Server = StreamOwned<ServerConnection, TcpStream>;

/// Who this side is, and whom it trusts. Both sides have to show a certificate.
#[derive(Clone, Debug)]
pub struct Identity {
    client: Arc<ClientConfig>,
    server: Arc<ServerConfig>,
}

impl Identity {
    /// Reads PEM files: the chain of certificates of this side, its private key, and the authorities whose certificates are
    /// trusted.
    ///
    /// # Errors
    /// [`TransportError::Certificate`].
    pub fn read(chain: &Path, key: &Path, authorities: &Path) -> Result<Self, TransportError> {
        let wrong = |place: &Path, message: String| TransportError::Certificate {
            place: place.display().to_string(),
            message,
        };
        let certificates = |place: &Path| -> Result<Vec<CertificateDer<'static>>, TransportError> {
            let found = CertificateDer::pem_file_iter(place).and_then(Iterator::collect::<Result<Vec<_>, _>>);
            match found {
                Ok(found) if found.is_empty() => Err(wrong(place, "it holds no certificate".to_owned())),
                found => found.map_err(|error| wrong(place, error.to_string())),
            }
        };
        let own = certificates(chain)?;
        let secret = PrivateKeyDer::from_pem_file(key).map_err(|error| wrong(key, error.to_string()))?;
        let mut roots = RootCertStore::empty();
        for root in certificates(authorities)? {
            roots.add(root).map_err(|error| wrong(authorities, error.to_string()))?;
        }
        let roots = Arc::new(roots);
        let provider = Arc::new(crypto::ring::default_provider());
        let client = ClientConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .map_err(|error| wrong(chain, error.to_string()))?
            .with_root_certificates(Arc::clone(&roots))
            .with_client_auth_cert(own.clone(), secret.clone_key())
            .map_err(|error| wrong(key, error.to_string()))?;
        let verifier = WebPkiClientVerifier::builder_with_provider(roots, Arc::clone(&provider))
            .build()
            .map_err(|error| wrong(authorities, error.to_string()))?;
        let server = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| wrong(chain, error.to_string()))?
            .with_client_cert_verifier(verifier)
            .with_single_cert(own, secret)
            .map_err(|error| wrong(key, error.to_string()))?;
        Ok(Identity { client: Arc::new(client), server: Arc::new(server) })
    }

    pub(crate) fn connect(&self, address: &str, stream: TcpStream) -> Result<Client, TransportError> {
        let host = address.rsplit_once(':').map_or(address, |(host, _)| host);
        let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        let wrong = |message: String| TransportError::Address { address: address.to_owned(), message };
        let name = ServerName::try_from(host).map_err(|error| wrong(error.to_string()))?;
        let connection = ClientConnection::new(Arc::clone(&self.client), name)
            .map_err(|error| wrong(error.to_string()))?;
        Ok(StreamOwned::new(connection, stream))
    }

    pub(crate) fn accept(&self, stream: TcpStream) -> Result<Server, TransportError> {
        let connection = ServerConnection::new(Arc::clone(&self.server))
            .map_err(|error| TransportError::Connection(std::io::Error::other(error)))?;
        Ok(StreamOwned::new(connection, stream))
    }
}
