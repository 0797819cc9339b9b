//! The rules of single elements that have no code of their own, as texts.

macro_rules! reasons {
    ($($name:ident = $text:literal;)*) => {
        /// Which rule of its element a value breaks.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u8)]
        pub(crate) enum Reason { $($name,)* }

        impl Reason {
            pub(crate) const fn as_str(self) -> &'static str {
                match self { $(Reason::$name => $text,)* }
            }
        }
    };
}

reasons! {
    Country = "is not a numeric country code of ISO 3166-1";
    CountryOr999 = "is neither a numeric country code of ISO 3166-1 nor 999";
    CountryLetters = "is not a two-letter country code of ISO 3166-1";
    Currency = "is not a numeric currency code of ISO 4217";
    Package = "is not a package type code of UN/ECE Recommendation 21";
    Media = "is not an AIDC media type (01 to 10, 80 to 99)";
    Sex = "is not a code of ISO 5218 (0, 1, 2 or 9)";
    YesNo = "must be 0 or 1";
    Zero = "must be zero";
    NotZero = "must not be zero";
    LeadingZero = "must not begin with a zero";
    Winding = "must be a winding direction (0, 1 or 9)";
    Latitude = "is more than 180 degrees";
    Longitude = "is more than 360 degrees";
    OddLength = "must have two halves of the same length";
    PieceZero = "counts pieces from one";
    TotalZero = "must have one piece in total or more";
    PieceAboveTotal = "is a piece beyond the total";
    SequenceForm = "must be a place, a slash and the total, such as 1/2";
    PlaceAboveTotal = "is a place beyond the total";
    Importer = "is not an importer index (digit, letter, - or _)";
    IbanShort = "is too short for an IBAN";
    IbanCountry = "does not begin with a country code of ISO 3166-1, as an IBAN does";
    IbanCharacter = "holds a character that no IBAN has";
    IbanChecksum = "is not an IBAN: its check digits do not match";
    Percent = "has a percent sign without two hexadecimal digits after it";
    Hyphen = "must be a hyphen";
    OnlyDigits = "must hold a character that is no digit";
    PrefixShort = "is too short to hold a company prefix";
    PrefixDigits = "begins with a company prefix, which has digits only";
    Month = "has no such month";
    Day = "has no such day in that month";
    Hour = "has no such hour";
    Minute = "has no such minute";
    Second = "has no such second";
    CouponShort = "ends within a field of the coupon";
    CouponMissing = "lacks a field of the coupon";
    CouponField = "has a value that this field of the coupon does not have";
    CouponDates = "ends before it starts";
    CouponExcess = "has data after the end of the coupon";
    SeparatorDoubled = "a second separator stands where an Application Identifier begins";
    SeparatorFirst = "the data begin with a separator; the symbology identifier stands for the first FNC1";
    NotBracket = "the text does not begin with an opening bracket";
    BracketOpen = "a bracket is opened and never closed";
    ValueMissing = "the text ends where the value should stand";
    CompositeEmpty = "the component after the vertical bar is empty";
    CompositeBefore = "the component before the vertical bar is empty";
    UriScheme = "the text does not begin with http:// or https://";
    UriDomain = "there is no domain with a path after it";
    UriDomainCharacter = "a domain does not hold this character";
    UriCharacter = "a web address does not hold this character";
    UriNul = "a NUL character cannot be encoded";
    StemQuery = "a stem has neither query nor fragment";
    CompressedAbsent = "the path ends with a slash where the compressed part should stand";
    CompressedCharacter = "the last part of the path holds a character that base64url does not have";
    CompressedHeader = "these bits name no Application Identifier and no sequence of them";
    CompressedEnd = "the compressed part ends within a value";
    CompressedNumber = "this number has more digits than its length says";
    CompressedLength = "this value is longer than its element allows";
    CompressedEncoding = "these bits name no way of writing characters";
    CompressedControl = "this text holds a control character";
    CompressedName = "this parameter has no name";
    CompressedRest = "bits are left over at the end";
    CompressedQualifiers = "the elements do not make a link: a qualifier does not belong to the key, or an element to no link";
    UriEscape = "a percent sign stands without two hexadecimal digits after it";
    AlphabetTwice = "a character stands in the alphabet twice";
    AlphabetSet = "a character is not in the 82-character set";
    AlphabetShort = "an alphabet has two characters at least";
    LengthLong = "serials would be longer than 20 characters";
    LengthNone = "nothing is left beside the fixed parts";
    LengthSmall = "there would be fewer than a million serials";
    EpcHead = "the text does not begin with urn:epc:id:, urn:epc:class: or urn:epc:idpat:";
    EpcParts = "the number of parts between the dots is not that of the scheme";
    EpcPrefix = "a company prefix has 6 to 12 digits";
    EpcReference = "company prefix and reference have not the number of digits of the scheme together";
    EpcDigits = "this part holds digits only";
    EpcEscape = "a percent sign stands without two hexadecimal digits after it";
    EpcReserved = "this character must be escaped in an EPC URI";
    ItemNoSerial = "the trade item has no serial number (21)";
    ItemNoKey = "there is neither an SSCC (00) nor a GTIN (01)";
    ItemSerialSet = "the serial number has a character that is not in the 82-character set";
    EpcTag = "this URI tells how a tag is written or selected, not what thing it names";
    EpcLong = "no EPC URI is so long";
    EpcPieces = "piece and total have two digits each";
    EpcWildcardPlace = "a wildcard stands in patterns only, and alone in its part";
    EpcWildcardLast = "after a wildcard only wildcards stand";
    EpcMany = "the pattern names many things of different keys";
    EpcNoKey = "there is no key for which an EPC scheme exists";
    EpcShortKey = "the key is not longer than its company prefix";
    EpcPrefixText = "the company prefix would hold a character that is no digit";
    EpcExtensionZero = "an extension 0 stands for none in an EPC";
    EpcFilter = "a filter value is a digit from 0 to 7";
    EpcRange = "a range is [low-high], digits without needless zeros, the low number first";
    EpcSerialZeros = "the number has needless zeros in front, or no digits";
    EpcSerialRange = "the number is larger than the tag can hold";
    EpcPatternParts = "the number of parts is not that of the pattern";
    PrefixJson = "the text is no JSON of the form of GS1's prefix list";
    PrefixXml = "the text is no XML of the form of GS1's prefix list";
    PrefixLine = "a line holds a prefix of 1 to 12 digits and a length";
    PrefixDigits12 = "a prefix has 1 to 12 digits";
    PrefixLength = "a company prefix has 4 to 12 digits, 0 stands for none";
    PrefixTwice = "the same prefix is stated with two lengths";
    PrefixNone = "there is no entry";
    PrefixBytes = "the bytes are no compiled prefix table, or one that was cut or changed";
    PrefixManyRanges = "the table has more ranges than one of this form can have";
    TagHexDigit = "this is no hexadecimal digit";
    TagShort = "the bits end before the coding does";
    TagFull = "a tag has 496 bits at most";
    TagHeaderUnassigned = "the header is given to no coding";
    TagHeaderOther = "the header is that of a coding without a GS1 key";
    TagHeaderSgtin = "the header is not that of SGTIN-96";
    TagHeaderBlank = "the header is that of a tag without EPC";
    TagPartition = "the partition 7 does not exist";
    TagPrefixLarge = "the company prefix has more digits than its partition says";
    TagReferenceLarge = "the reference has more digits than its partition leaves";
    TagPieces = "piece and total have two digits each";
    TagReserved = "a reserved bit is set";
    TagAfterEnd = "a bit is set behind the end";
    TagCharacter = "these bits stand for no character that the value may hold";
    TagEmpty = "the value is empty";
    TagLong = "the value is longer than its element allows";
    TagNoTerminator = "the value does not end within its length";
    TagLeadingOne = "the number does not begin with the digit 1 that keeps leading zeros";
    TagIndicator = "there is no such encoding indicator";
    TagDigitsLarge = "the number has more digits than its length says";
    TagNotDigit = "these bits are no digit";
    TagDelimiter = "a digit follows the mark behind the last leading digit";
    TagDate = "these bits are no date";
    TagDateType = "there is no such type of date";
    TagCheckDigit = "the check digit of the key does not match";
    TagGraiZero = "the digit before a returnable asset must be zero";
    TagDataHeader = "no element that a tag can hold begins here";
    TagNoData = "further elements are announced and none follows";
    TagLeadingZero = "the coding would lose the leading zero";
    TagTooLarge = "the number needs more bits than the coding has";
    TagNotDigits = "the coding holds digits only here";
    TagNoSerial = "there is no serial number";
    TagMissing = "the coding needs this element";
    TagNoKey = "there is no key that a tag can hold";
    TagNoFormat = "a tag cannot hold this element";
    TagFormat = "the value does not follow the format of its element";
    TagReferenceLength = "company prefix and reference have not the number of digits of the coding together";
    TagPrefixMissing = "the length of the company prefix is not known";
    TagPrefixDigits = "a company prefix has 6 to 12 digits";
    TagPrefixLong = "the key is too short for a company prefix of this length";
    TagFilterValue = "a filter value is a digit from 0 to 7";
    TagHostnameForm = "a domain has 1 to 63 characters of the 82-character set";
    TagHostnameMissing = "the coding needs a domain";
    TagHostnameUnwanted = "the coding does not hold a domain";
    TagUriHead = "the text does not begin with urn:epc:tag: or urn:epc:raw:";
    TagUriScheme = "there is no tag URI of this coding";
    TagUriParts = "the number of parts between the dots is not that of the coding";
    TagUriLong = "this part is longer than any coding allows";
    TagUriEscape = "this character must be written as a percent sign and two hexadecimal digits";
    TagUriRaw = "a raw URI is the number of bits, .x and as many hexadecimal digits";
}
