//! The only place where an error code is written.

/// How much a diagnostic matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "lowercase"))]
#[non_exhaustive]
pub enum Severity {
    /// Worth knowing; nothing has to be done.
    Info,
    /// Should be looked at; does not block.
    Warning,
    /// Blocks: the input is invalid or the batch does not agree.
    Error,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $number:literal $name:ident = $text:literal, help: $help:literal, spec: $spec:literal;)*) => {
        /// What is wrong with an input. The number and the text of a code never change and are never reused.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u16)]
        #[non_exhaustive]
        pub enum Code { $($(#[$doc])* $name = $number,)* }

        impl Code {
            /// Every code, in the order of the numbers.
            pub const ALL: &'static [Code] = &[$(Code::$name,)*];

            /// The stable text of the code, such as `ai-checksum`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Code::$name => $text,)* }
            }

            /// What to do about it, in a sentence.
            #[must_use]
            pub const fn help(self) -> &'static str {
                match self { $(Code::$name => $help,)* }
            }

            /// The standard and section that ask for it.
            #[must_use]
            pub const fn source(self) -> &'static str {
                match self { $(Code::$name => $spec,)* }
            }
        }
    };
}

// Numbers: 100 to 199 identifiers (100 values and element strings, 130 carriers, 140 Digital Link, 160 EPC, 180 keys);
// 200 to 229 pharmaceutical codes and packages; 230 market profiles; 260 serial pools.
codes! {
    /// The input holds nothing.
    100 Empty = "empty", help: "give an identifier", spec: "GS1 General Specifications 7.8";
    /// The check digit does not match the digits before it.
    101 AiChecksum = "ai-checksum", help: "compare the digits with the label: one of them or the check digit was misread or mistyped", spec: "GS1 General Specifications 7.9.1";
    /// The value is shorter or longer than its format allows.
    102 AiLength = "ai-length", help: "compare the value with the format of its Application Identifier; a lost separator makes values run together", spec: "GS1 General Specifications 3.2";
    /// A character is outside the character set of the value.
    103 AiCharset = "ai-charset", help: "only characters of the named set may be encoded; check the scanner's keyboard layout and separator setting", spec: "GS1 General Specifications 7.11";
    /// No Application Identifier begins here.
    104 AiUnknown = "ai-unknown", help: "check the element before it: a missing or doubled separator shifts what follows", spec: "GS1 General Specifications 3.2";
    /// An element may only stand beside another one that is missing.
    105 AiRequired = "ai-required", help: "encode the element strings that belong together in one message", spec: "GS1 General Specifications 4.14.1";
    /// Two elements that may not stand in one message.
    106 AiExcluded = "ai-excluded", help: "leave out one of the two", spec: "GS1 General Specifications 4.14.2";
    /// The same Application Identifier twice, with different values.
    107 AiRepeat = "ai-repeat", help: "state each element once; if two labels were read, read one", spec: "GS1 General Specifications 4.14";
    /// A date that the calendar does not have.
    108 AiDate = "ai-date", help: "dates are YYMMDD; day 00 means the last day of the month where the element allows it", spec: "GS1 General Specifications 3.4";
    /// A time that the clock does not have.
    109 AiTime = "ai-time", help: "hours run from 00 to 23, minutes and seconds from 00 to 59", spec: "GS1 General Specifications 3.2";
    /// The value is not in the published list of codes.
    110 AiCodeList = "ai-code-list", help: "take the code from the list that the element names", spec: "GS1 General Specifications 3.2";
    /// The value breaks a rule of its element.
    111 AiValue = "ai-value", help: "compare the value with the definition of its Application Identifier", spec: "GS1 General Specifications 3.2";
    /// The two check characters do not match the text before them.
    112 AiCheckPair = "ai-check-pair", help: "compare the text with the label: one character or the check pair was misread or mistyped", spec: "GS1 General Specifications 7.9.5";
    /// The key does not begin with a GS1 Company Prefix.
    113 AiPrefix = "ai-prefix", help: "a GS1 key begins with the digits of its company prefix", spec: "GS1 General Specifications 1.4.4";
    /// The coupon data do not follow their grammar.
    114 AiCoupon = "ai-coupon", help: "compare the value with the North American coupon application guideline", spec: "GS1 General Specifications 3.9";
    /// A digital signature needs a key with its serial component.
    115 AiSerialMissing = "ai-serial-missing", help: "add the serial component to the key that the signature covers", spec: "ISO/IEC 20248; GS1 General Specifications 3.8";
    /// A line of a dictionary that is none.
    116 DictionaryLine = "dictionary-line", help: "a line is: AI or range, flags, components such as N6,yymmdd or X..20, attributes such as req= and ex=, # title", spec: "GS1 Barcode Syntax Dictionary: file format";
    /// A dictionary names a linter that is not known.
    117 DictionaryLinter = "dictionary-linter", help: "a later release may have linters that this version does not know: use a newer version, or take the linter out of the line knowing that it is not checked", spec: "GS1 Barcode Syntax Dictionary: linters";
    /// A dictionary defines an AI twice, or two AIs that cannot be told apart.
    118 DictionaryConflict = "dictionary-conflict", help: "each AI is defined once, and all AIs with the same first two digits have the same length", spec: "GS1 Barcode Syntax Dictionary: file format; GS1 General Specifications 3.2";
    /// A dictionary is larger than any release, or holds no AI.
    119 DictionarySize = "dictionary-size", help: "give the text file of one release of the GS1 Barcode Syntax Dictionary", spec: "GS1 Barcode Syntax Dictionary: file format";
    /// The brackets do not enclose Application Identifiers.
    120 BracketSyntax = "bracket-syntax", help: "write each element as (AI)value, and an opening bracket inside a value as \\(", spec: "GS1 Barcode Syntax Resource: bracketed element strings";
    /// Scan data without symbology identifier.
    130 SymbologyMissing = "symbology-missing", help: "switch on the transmission of AIM symbology identifiers in the scanner, or read the text as plain", spec: "ISO/IEC 15424";
    /// The symbology identifier is not one that is known.
    131 SymbologyUnknown = "symbology-unknown", help: "a symbology identifier is ], a letter and a modifier, such as ]d2 for GS1 DataMatrix", spec: "ISO/IEC 15424";
    /// The symbol holds fewer or more characters than its symbology has.
    132 CarrierLength = "carrier-length", help: "EAN-13 holds 13 digits and EAN-8 eight, UPC-A is sent with a leading zero", spec: "GS1 General Specifications 5.2";
    /// The symbol holds a character that its symbology does not have.
    133 CarrierCharset = "carrier-charset", help: "EAN and UPC symbols hold digits only", spec: "GS1 General Specifications 5.2";
    /// The check digit of the symbol does not match.
    134 CarrierChecksum = "carrier-checksum", help: "read the symbol again", spec: "GS1 General Specifications 7.9.1";
    /// The carrier does not hold this kind of data.
    135 CarrierContent = "carrier-content", help: "EAN, UPC and ITF-14 symbols hold a GTIN alone, symbols without FNC1 a GS1 Digital Link, the others element strings", spec: "GS1 General Specifications 5.1";
    /// The data are longer than the carrier can be.
    136 CarrierCapacity = "carrier-capacity", help: "choose a two-dimensional symbol, or leave out elements that the application does not need", spec: "GS1 General Specifications 5.4 to 5.6";
    /// Not a web address, or a character that none may hold.
    140 LinkUri = "link-uri", help: "write it as https://domain/01/GTIN and encode other characters as % and two hexadecimal digits", spec: "GS1 Digital Link URI Syntax 4; RFC 3986";
    /// The path of the web address names no GS1 key.
    141 LinkNoKey = "link-no-key", help: "a GS1 Digital Link has a primary key such as /01/09506000134352 in its path", spec: "GS1 Digital Link URI Syntax 4.3";
    /// The qualifiers do not belong to the key, or stand in another order.
    142 LinkSequence = "link-sequence", help: "qualifiers follow their key in a fixed order: /01/.../22/.../10/.../21/...", spec: "GS1 Digital Link URI Syntax 4.8";
    /// The element may not be a query parameter.
    143 LinkAttribute = "link-attribute", help: "keys and qualifiers stand in the path, only attributes in the query", spec: "GS1 Digital Link URI Syntax 4.10";
    /// The element is stated twice.
    144 LinkDuplicate = "link-duplicate", help: "state each element once", spec: "GS1 Digital Link URI Syntax 4";
    /// An escape that no text can hold.
    145 LinkEncoding = "link-encoding", help: "encode a percent sign as %25 and other characters as % and two hexadecimal digits", spec: "RFC 3986 2.1";
    /// The compressed part of a link cannot be read.
    146 LinkCompressed = "link-compressed", help: "scan or copy the whole link again: one lost or changed character spoils what follows it", spec: "GS1 Digital Link compression standard 1.0.0";
    /// The link is to be decompressed and holds nothing compressed.
    147 LinkPlain = "link-plain", help: "read it as it is: a plain link needs no decompression", spec: "GS1 Digital Link compression standard 1.0.0";
    /// The domain and path stem of a link cannot stand before a key.
    148 LinkStem = "link-stem", help: "write it as https://domain or https://domain/path, without query and fragment", spec: "GS1 Digital Link URI Syntax 4.4; RFC 3986";
    /// Not an EPC URI of an identity, class or pattern.
    160 EpcSyntax = "epc-syntax", help: "write it as urn:epc:id:sgtin:CompanyPrefix.ItemReference.Serial", spec: "EPC Tag Data Standard 6";
    /// The scheme is not one of the standard.
    161 EpcScheme = "epc-scheme", help: "use a scheme of the Tag Data Standard such as sgtin or sscc", spec: "EPC Tag Data Standard 6.3";
    /// The parts have not the lengths that the scheme asks for.
    162 EpcLength = "epc-length", help: "company prefix and reference have a fixed number of digits together; the check digit is left out", spec: "EPC Tag Data Standard 6.3";
    /// A character that the part may not hold, or that must be escaped.
    163 EpcCharset = "epc-charset", help: "escape \" # % & / < > ? as % and two hexadecimal digits", spec: "EPC Tag Data Standard 6.3, table A-1";
    /// It is not known how many digits of the key are its company prefix, which the EPC form shows.
    164 EpcPrefixUnknown = "epc-prefix-unknown", help: "state the length of the company prefix (gcp_length, --gcp-length), hand in a prefix table (gcp_table, --gcp-table), or let an EPC URI of the same company stand before it; nothing is guessed", spec: "EPC Tag Data Standard 7.1; GS1 Company Prefix length table";
    /// The number is of a range in which no company prefix is issued, so that it has no EPC.
    165 EpcPrefixNone = "epc-prefix-none", help: "numbers for restricted circulation, coupons and GTIN-8 have no company prefix; state its length only if you know that this one has", spec: "EPC Tag Data Standard 7.1; GS1 General Specifications 1.4";
    /// Sources contradict each other about the length of the company prefix.
    166 EpcPrefixConflict = "epc-prefix-conflict", help: "correct the EPC URI whose company prefix is cut at another place, or state the right length in an overlay", spec: "EPC Tag Data Standard 7.1; GS1 General Specifications 1.4";
    /// The data hold no key that an EPC can name.
    167 EpcKey = "epc-key", help: "an EPC names one GS1 key such as (01)(21), (00), (414), (8003) or (8004), its company prefix in front", spec: "EPC Tag Data Standard 6.3, 7";
    /// A wildcard where none may stand, or a pattern where one thing is asked for.
    168 EpcPattern = "epc-pattern", help: "wildcards stand at the end of a pattern URI; one thing is named by urn:epc:id:", spec: "EPC Tag Data Standard 8, 13";
    /// The table of company prefixes cannot be read.
    169 PrefixTable = "prefix-table", help: "hand in GS1's GCPPrefixFormatList as JSON or XML, or lines of prefix and length", spec: "GS1 Company Prefix length table";
    /// Not the hexadecimal digits of a tag.
    170 TagHex = "tag-hex", help: "give the EPC memory bank as hexadecimal digits, without spaces", spec: "EPC Tag Data Standard 14";
    /// The first eight bits name no coding of a GS1 key.
    171 TagHeader = "tag-header", help: "compare the bits with the reader's: the EPC begins at bit 20h of the memory bank, behind CRC and PC", spec: "EPC Tag Data Standard 14.2";
    /// A tag with fewer bits than its coding, or more than a tag can hold.
    172 TagLength = "tag-length", help: "read all words that the length bits of the PC announce", spec: "EPC Tag Data Standard 9.3, 14.2";
    /// Bits that the coding does not have.
    173 TagBits = "tag-bits", help: "the tag was read or written wrongly: read it again, then look at what wrote it", spec: "EPC Tag Data Standard 14.4, 14.5";
    /// A value that the coding cannot hold.
    174 TagFit = "tag-fit", help: "use a coding with room for the value", spec: "EPC Tag Data Standard 14.3, 14.6";
    /// The elements are not those of the coding.
    175 TagElement = "tag-element", help: "give the key of the coding and its serial number; '+' codings take further elements if asked to", spec: "EPC Tag Data Standard 7, 15.3";
    /// The length of the company prefix is missing or impossible.
    176 TagPrefix = "tag-prefix", help: "state the number of digits of the company prefix in the key, 6 to 12", spec: "EPC Tag Data Standard 7.1, 14.3.3";
    /// Not a tag URI.
    177 TagUri = "tag-uri", help: "write it as urn:epc:tag:sgtin-96:Filter.CompanyPrefix.ItemReference.Serial", spec: "EPC Tag Data Standard 12";
    /// A filter value that three bits cannot hold.
    178 TagFilter = "tag-filter", help: "use a filter value from 0 to 7, such as 1 for a point of sale item", spec: "EPC Tag Data Standard 10";
    /// A domain that is missing, unwanted or impossible.
    179 TagHostname = "tag-hostname", help: "only '++' codings hold a domain, and they need one", spec: "EPC Tag Data Standard 14.5.16";
    /// The data are valid but name no single pack or logistic unit.
    180 ItemKey = "item-key", help: "an item is named by an SSCC (00), or by a GTIN (01) with a serial number (21)", spec: "GS1 General Specifications 3.3.1, 3.5.2";
    /// Not an envelope of ISO/IEC 15434, or one that ends within its header.
    200 EnvelopeHeader = "envelope-header", help: "an envelope is [)> RS, two digits of the format, GS, the data, RS and EOT", spec: "ISO/IEC 15434 5";
    /// The envelope holds no format whose data can be read.
    201 EnvelopeFormat = "envelope-format", help: "format 05 holds GS1 element strings, format 06 ASC MH10 data identifiers; others are not read", spec: "ISO/IEC 15434 table 1";
    /// No data identifier begins here.
    202 DiUnknown = "di-unknown", help: "a data identifier is up to three digits and a capital letter, such as 9N; check the separators before it", spec: "ASC MH10.8.2";
    /// The value of a data identifier is shorter or longer than its format allows.
    203 DiLength = "di-length", help: "compare the value with the format of its data identifier; a lost separator makes values run together", spec: "ASC MH10.8.2; IFA PPN specification 5";
    /// The value of a data identifier holds a character that it may not hold.
    204 DiCharset = "di-charset", help: "batch and serial beside a PPN hold digits, capital letters, - and _ only; check the keyboard layout of the scanner", spec: "ASC MH10.8.2; IFA PPN specification 5";
    /// The value of a data identifier is a date that the calendar does not have.
    205 DiDate = "di-date", help: "D is YYMMDD with 00 for the whole month, 14D and 16D are YYYYMMDD", spec: "ASC MH10.8.2; IFA PPN specification 5";
    /// The same data identifier twice, with different values.
    206 DiRepeat = "di-repeat", help: "state each element once; if two labels were read, read one", spec: "ASC MH10.8.2; IFA PPN specification 5";
    /// Not a pharmacy product number.
    207 PpnForm = "ppn-form", help: "a PPN is two characters of the registration agency, the national number and two check digits, 5 to 22 in all", spec: "IFA PPN specification 4.2";
    /// The two check digits of a pharmacy product number do not match.
    208 PpnChecksum = "ppn-checksum", help: "compare the PPN with the label: one character or the check digits were misread or mistyped", spec: "IFA PPN specification, check digits";
    /// Not a Pharmazentralnummer.
    209 PznForm = "pzn-form", help: "a PZN has eight digits, or seven without the leading zero", spec: "IFA PPN specification 4.1.2";
    /// The check digit of a Pharmazentralnummer does not match, or the number cannot be assigned.
    210 PznChecksum = "pzn-checksum", help: "compare the PZN with the label: one digit was misread or mistyped", spec: "IFA, PZN check digit";
    /// A national number of the wrong length or with characters it may not hold.
    211 NationalForm = "national-form", help: "compare the number with the form that its country uses", spec: "national numbering rules, core/data/national_numbers.txt";
    /// The check digit of a national number does not match.
    212 NationalChecksum = "national-checksum", help: "compare the number with the label: one digit was misread or mistyped", spec: "national numbering rules, core/data/national_numbers.txt";
    /// The GTIN holds no national number of a known system.
    213 NtinForm = "ntin-form", help: "an NTIN begins with the prefix of a national system, such as 4150 for a PZN", spec: "national numbering rules, core/data/national_numbers.txt";
    /// Not a National Drug Code.
    214 NdcForm = "ndc-form", help: "write the NDC with hyphens as 4-4-2, 5-3-2 or 5-4-1, as 5-4-2 in its 11-digit or 6-4-2 in its 12-digit form", spec: "21 CFR 207.33";
    /// Not a Health Industry Bar Code.
    215 HibcForm = "hibc-form", help: "a primary code is +, a labeler of a letter and three characters, 1 to 18 characters of product, the unit and a check character; a secondary code begins with +$ or +$$", spec: "ANSI/HIBC 2.6, 2";
    /// The check character of a Health Industry Bar Code does not match.
    216 HibcChecksum = "hibc-checksum", help: "read the code again; the check character counts everything from the + on", spec: "ANSI/HIBC 2.6, appendix B";
    /// A Health Industry Bar Code states a date that the calendar does not have.
    217 HibcDate = "hibc-date", help: "dates are MMYY, or by flag 2 MMDDYY, 3 YYMMDD, 4 YYMMDDHH, 5 YYJJJ, 6 YYJJJHH; flag 7 stands for none", spec: "ANSI/HIBC 2.6, 2.3.2";
    /// The link character of a secondary code is not the check character of the primary code beside it.
    218 HibcLink = "hibc-link", help: "the two codes stand on different packs, or one of them was misprinted", spec: "ANSI/HIBC 2.6, 2.3.2";
    /// Not a Chinese drug traceability code.
    219 CnForm = "cn-form", help: "a Chinese drug traceability code has 20 digits, of which the first is 8", spec: "NMPAB/T 1002-2019; structure 7+9+4 by practice";
    /// Two carriers of one package state different things.
    220 MergeConflict = "merge-conflict", help: "the carriers stand on different packs, or one of them was misprinted", spec: "GS1 General Specifications 4.14";
    /// The text may be read as more than one kind of number.
    221 KindUnclear = "kind-unclear", help: "say which kind of number it is", spec: "GS1 General Specifications 7.9.1; IFA PPN specification 4";
    /// The bytes are not JSON in UTF-8.
    230 ProfileSyntax = "profile-syntax", help: "correct the file at this place; a profile is JSON in UTF-8", spec: "RFC 8259; schema tallymark-profile/1";
    /// A profile has a member that the schema does not name.
    231 ProfileMember = "profile-member", help: "correct the name of the member, or leave it out", spec: "schema tallymark-profile/1";
    /// A required member of a profile is missing.
    232 ProfileMissing = "profile-missing", help: "add the member", spec: "schema tallymark-profile/1";
    /// A member of a profile has another type or value than it may have.
    233 ProfileValue = "profile-value", help: "give the member a value that the schema allows", spec: "schema tallymark-profile/1";
    /// A member, a rule or a place of a profile is stated twice.
    234 ProfileDuplicate = "profile-duplicate", help: "keep one of the two", spec: "schema tallymark-profile/1";
    /// No built-in profile has this name.
    235 ProfileUnknown = "profile-unknown", help: "list the built-in profiles, or give your own", spec: "schema tallymark-profile/1";
    /// The profile is not one of the country asked for.
    236 ProfileCountry = "profile-country", help: "give a country of the profile, or none", spec: "schema tallymark-profile/1";
    /// The alphabet of a pool cannot make serials.
    260 PoolAlphabet = "pool-alphabet", help: "name one (digits, base32, base36, base62, cset82), or give two or more different characters of the 82-character set", spec: "GS1 General Specifications 7.11";
    /// The length of a pool's serials cannot be.
    261 PoolLength = "pool-length", help: "serials have at most 20 characters with their fixed parts, and the free ones must give a million serials or more", spec: "GS1 General Specifications 3.5.2; NIST SP 800-38G Revision 1";
    /// A fixed part that no serial may hold.
    262 PoolFixed = "pool-fixed", help: "fixed parts hold characters of the 82-character set", spec: "GS1 General Specifications 7.11";
    /// The key has a wrong length.
    263 PoolKey = "pool-key", help: "give a secret key of 16 or 32 bytes from a random source", spec: "NIST SP 800-38G; FIPS 197";
    /// A forbidden text that no serial can be free of.
    264 PoolForbidden = "pool-forbidden", help: "a forbidden text has one character at least, and some serials must be left", spec: "project contract: serials";
    /// There are no more serials in the pool.
    265 PoolExhausted = "pool-exhausted", help: "open another pool with longer serials or another prefix; a random source must be seeded", spec: "project contract: serials";
    /// So many serials are issued that one can be guessed.
    266 PoolGuess = "pool-guess", help: "make the serials longer or issue fewer of them", spec: "Commission Delegated Regulation (EU) 2016/161, Article 4";
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_texts_are_unique_and_in_order() {
        for pair in Code::ALL.windows(2) {
            assert!((pair[0] as u16) < pair[1] as u16, "{} before {}", pair[0], pair[1]);
        }
        let mut texts: Vec<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
        texts.sort_unstable();
        texts.dedup();
        assert_eq!(texts.len(), Code::ALL.len());
        assert!(Code::ALL.iter().all(|code| !code.help().is_empty() && !code.source().is_empty()));
    }
}
