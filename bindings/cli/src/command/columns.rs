use tallymark_bindings::lists::ColumnsRequest;

/// Which columns of a list name its rows.
#[derive(clap::Args)]
pub(crate) struct Columns {
    /// The column of identifiers
    #[arg(long, value_name = "COLUMN", conflicts_with_all = ["serial", "gtin"])]
    id: Option<String>,
    /// The column of serials
    #[arg(long, value_name = "COLUMN")]
    serial: Option<String>,
    /// The column of GTINs, or the GTIN of all serials
    #[arg(long, value_name = "COLUMN|GTIN")]
    gtin: Option<String>,
    /// The column of states to compare, or several such as state,lot,parent; none if this is empty
    #[arg(long, value_name = "COLUMN")]
    state: Option<String>,
}

impl Columns {
    /// Puts them into a request.
    pub(crate) fn add_to(self, request: &mut serde_json::Value) {
        let named = [("id", self.id), ("serial", self.serial), ("gtin", self.gtin), ("state", self.state)];
        for (name, column) in named {
            if let Some(column) = column {
                request[name] = column.into();
            }
        }
    }

    pub(crate) fn request(self) -> ColumnsRequest {
        ColumnsRequest { id: self.id, serial: self.serial, gtin: self.gtin, state: self.state }
    }
}
