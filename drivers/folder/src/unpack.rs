use std::io::{self, BufRead, BufReader, Read};

use flate2::bufread::MultiGzDecoder;
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

use crate::meter::{Meter, Stored, Unpacked};
use crate::names::Packing;
use crate::source::Input;

/// Bytes read at a time.
const CHUNK: usize = 1 << 16;

/// The content of a file, unpacked while it is read.
pub(crate) fn unpack<'a>(input: Input<'a>, packing: Packing, meter: &'a Meter<'a>) -> Box<dyn Read + 'a> {
    let stored = Stored { inner: input, meter };
    match packing {
        Packing::Plain => Box::new(Unpacked { inner: stored, meter }),
        Packing::Gzip => {
            let stored = BufReader::with_capacity(CHUNK, stored);
            Box::new(Unpacked { inner: MultiGzDecoder::new(stored), meter })
        }
        Packing::Zstd => {
            Box::new(Unpacked { inner: Zstd::new(BufReader::with_capacity(CHUNK, stored)), meter })
        }
    }
}

/// Zstandard frames, one after the other (RFC 8878 section 3), each with its checksum verified.
struct Zstd<R> {
    source: R,
    frame: FrameDecoder,
    inside: bool,
    frames: u64,
}

impl<R: BufRead> Zstd<R> {
    fn new(source: R) -> Self {
        Zstd { source, frame: FrameDecoder::new(), inside: false, frames: 0 }
    }

    /// Begins the next frame; `false` at the end of the file.
    fn next_frame(&mut self) -> io::Result<bool> {
        while !self.source.fill_buf()?.is_empty() {
            match self.frame.reset(&mut self.source) {
                Ok(()) => {
                    self.inside = true;
                    self.frames += 1;
                    return Ok(true);
                }
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                    length,
                    ..
                })) => {
                    let length = u64::from(length);
                    let skipped = io::copy(&mut self.source.by_ref().take(length), &mut io::sink())?;
                    if skipped < length {
                        return Err(io::ErrorKind::UnexpectedEof.into());
                    }
                    self.frames += 1;
                }
                Err(error) => return Err(corrupt(&error)),
            }
        }
        if self.frames == 0 { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(false) }
    }
}

fn corrupt(error: &FrameDecoderError) -> io::Error {
    // The decoder wraps a premature end in many ways; what matters to people is that the file is cut.
    let mut source: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(cause) = source {
        if let Some(io) = cause.downcast_ref::<io::Error>()
            && io.kind() == io::ErrorKind::UnexpectedEof
        {
            return io::ErrorKind::UnexpectedEof.into();
        }
        source = cause.source();
    }
    io::Error::new(io::ErrorKind::InvalidData, error.to_string())
}

impl<R: BufRead> Read for Zstd<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            if !self.inside && !self.next_frame()? {
                return Ok(0);
            }
            while self.frame.can_collect() == 0 && !self.frame.is_finished() {
                let blocks = BlockDecodingStrategy::UptoBlocks(1);
                self.frame.decode_blocks(&mut self.source, blocks).map_err(|error| corrupt(&error))?;
            }
            let bytes = self.frame.read(buffer)?;
            if bytes > 0 {
                return Ok(bytes);
            }
            self.inside = false;
            let given = self.frame.get_checksum_from_data();
            if given.is_some() && given != self.frame.get_calculated_checksum() {
                return Err(io::Error::new(io::ErrorKind::InvalidData, "the checksum does not match"));
            }
        }
    }
}
