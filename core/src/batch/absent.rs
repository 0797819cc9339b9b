use super::{Batch, Stream};

/// A stream that could not take part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AbsentStream {
    /// Its name, as `batch.json` or the stream model has it.
    pub stream: String,
    /// `None` if nothing was delivered; else why what was delivered could not be read.
    pub unreadable: Option<String>,
}

impl Batch {
    /// Whether rows of this stream take part, be they none.
    #[must_use]
    pub fn has(&self, stream: Stream) -> bool {
        match stream {
            Stream::Pool => self.pool.is_some(),
            Stream::SsccPool => self.sscc_pool.is_some(),
            Stream::Printer => self.printer.is_some(),
            Stream::Camera => self.camera.is_some(),
            Stream::Agg => self.agg.is_some(),
            Stream::Events => self.events.is_some(),
            Stream::Epcis => self.epcis.is_some(),
            Stream::L4 => self.l4.is_some(),
            Stream::Wms => self.wms.is_some(),
            Stream::Verify => self.verify.is_some(),
            Stream::Audit => self.audit.is_some(),
        }
    }

    /// The streams that limit what can be concluded: those that the order expects and that were not delivered, and
    /// those that could not be read.
    ///
    /// If the order expects none by name, all are expected, save container numbers (`sscc_pool`), which many sites
    /// never record. In the order of [`Stream::ALL`]; names that are no stream come last.
    #[must_use]
    pub fn absent_streams(&self) -> Vec<AbsentStream> {
        let expected = |stream: Stream| {
            if self.order.streams.is_empty() {
                stream != Stream::SsccPool
            } else {
                self.order.streams.iter().any(|name| name == stream.as_str())
            }
        };
        let mut absent: Vec<AbsentStream> = Stream::ALL
            .iter()
            .filter_map(|&stream| {
                let reason =
                    self.unreadable.iter().find(|(of, _)| *of == stream).map(|(_, reason)| reason.clone());
                (reason.is_some() || expected(stream) && !self.has(stream))
                    .then(|| AbsentStream { stream: stream.as_str().to_owned(), unreadable: reason })
            })
            .collect();
        for name in &self.order.streams {
            let known = Stream::ALL.iter().any(|stream| stream.as_str() == name);
            if !known && !absent.iter().any(|other| other.stream == *name) {
                absent.push(AbsentStream { stream: name.clone(), unreadable: None });
            }
        }
        absent
    }
}

#[cfg(test)]
mod tests {
    use super::super::Order;
    use super::*;
    use crate::keys::Gtin;

    fn batch(expected: &[&str]) -> Batch {
        let mut order = Order::new("PO-1", Gtin::parse(b"09506000134352").unwrap(), "A", "281231");
        order.streams = expected.iter().map(|&name| name.to_owned()).collect();
        Batch::new(order)
    }

    fn names(batch: &Batch) -> Vec<String> {
        batch.absent_streams().into_iter().map(|absent| absent.stream).collect()
    }

    #[test]
    fn only_what_was_expected_is_missed() {
        let mut batch = batch(&["wms", "pool", "erp"]);
        batch.pool = Some(Vec::new());
        assert_eq!(names(&batch), ["wms", "erp"]);
    }

    #[test]
    fn everything_is_expected_where_nothing_is_named() {
        assert_eq!(names(&batch(&[])).len(), 10);
    }

    #[test]
    fn an_unreadable_stream_is_absent_even_if_nobody_expected_it() {
        let mut batch = batch(&["pool"]);
        batch.pool = Some(Vec::new());
        batch.unreadable.push((Stream::Camera, "no header".to_owned()));
        let absent = batch.absent_streams();
        assert_eq!(
            absent,
            [AbsentStream { stream: "camera".to_owned(), unreadable: Some("no header".to_owned()) }]
        );
    }
}
