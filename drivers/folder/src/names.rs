use tallymark::batch::Stream;

/// How the bytes of a file are to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Format {
    Csv,
    JsonLines,
    Parquet,
    EpcisXml,
    EpcisJson,
    EpcisJsonLines,
}

/// How the bytes of a file are packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Packing {
    Plain,
    Gzip,
    Zstd,
}

/// A file that belongs to the batch, by its name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Named {
    pub(crate) stream: Stream,
    /// The name without its endings; tells EPCIS documents apart.
    pub(crate) stem: String,
    pub(crate) format: Format,
    pub(crate) packing: Packing,
    pub(crate) name: String,
}

/// What a file's name says of it; `None` for files that are none of ours. Upper case makes no difference.
pub(crate) fn classify(name: &str) -> Option<Named> {
    let lower = name.to_ascii_lowercase();
    let (rest, packing) = match lower.strip_suffix(".gz") {
        Some(rest) => (rest, Packing::Gzip),
        None => match lower.strip_suffix(".zst") {
            Some(rest) => (rest, Packing::Zstd),
            None => (lower.as_str(), Packing::Plain),
        },
    };
    let (stem, ending) = rest.rsplit_once('.')?;
    let (stream, format) = if stem == "epcis" || stem.starts_with("epcis-") {
        let format = match ending {
            "xml" => Format::EpcisXml,
            "json" | "jsonld" => Format::EpcisJson,
            "jsonl" => Format::EpcisJsonLines,
            _ => return None,
        };
        (Stream::Epcis, format)
    } else {
        let format = match ending {
            "csv" => Format::Csv,
            "jsonl" => Format::JsonLines,
            "parquet" => Format::Parquet,
            _ => return None,
        };
        (Stream::from_name(stem).filter(|&stream| stream != Stream::Epcis)?, format)
    };
    Some(Named { stream, stem: stem.to_owned(), format, packing, name: name.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_stream_format_and_packing() {
        for (name, stream, format, packing) in [
            ("camera.csv", Stream::Camera, Format::Csv, Packing::Plain),
            ("sscc_pool.jsonl.zst", Stream::SsccPool, Format::JsonLines, Packing::Zstd),
            ("L4.CSV.GZ", Stream::L4, Format::Csv, Packing::Gzip),
            ("wms.parquet", Stream::Wms, Format::Parquet, Packing::Plain),
            ("epcis.xml", Stream::Epcis, Format::EpcisXml, Packing::Plain),
            ("epcis-2026-03.json.gz", Stream::Epcis, Format::EpcisJson, Packing::Gzip),
            ("epcis-a.jsonl", Stream::Epcis, Format::EpcisJsonLines, Packing::Plain),
        ] {
            let named = classify(name).unwrap();
            assert_eq!((named.stream, named.format, named.packing), (stream, format, packing), "{name}");
        }
        for name in
            ["batch.json", "truth.json", "camera.txt", "camera", ".csv", "epcis.csv", "epcisx.xml", "x.gz"]
        {
            assert_eq!(classify(name), None, "{name}");
        }
    }
}
