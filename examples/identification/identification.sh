# The page beside this file, on the command line: sh identification.sh
set -eu
GS=$(printf '\035') RS=$(printf '\036') EOT=$(printf '\004')
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
cd "$work"
is() { # what is printed holds this text
  case "$1" in *"$2"*) ;; *) echo "$1"; echo "does not hold $2"; exit 1 ;; esac
}

# [1] Read and validate
is "$(echo "]d201095060001343521728120010A7B21${GS}21A1B2" | tallymark parse)" '"key":"(01)09506000134352(21)A1B2"'
is "$(echo "(01)09506000134353(21)A1B2" | tallymark parse || true)" '"fixes":["(01)09506000134352(21)A1B2"]'

# [2] A dictionary of your own
cat > release.txt <<'TEXT'
# Release: 2099-01-01
01 *? N14,csum,gcppos2 dlpkey=21 # GTIN
21 X..20 req=01 # SERIAL
TEXT
is "$(echo "(01)09506000134352(10)A7" | tallymark parse --dictionary release.txt || true)" '"code":"ai-unknown"'

# [3] Digital Link
is "$(echo '{"op": "link", "input": "(01)09506000134352(21)A1B2", "stem": "https://example.com/med"}' | tallymark ask)" \
  'https://example.com/med/01/09506000134352/21/A1B2'
is "$(echo '{"op": "compress", "input": "https://id.gs1.org/01/09506000134352/21/A1B2"}' | tallymark ask)" 'https://id.gs1.org/'

# [4] EPC and RFID
is "$(echo "(01)09506000134352(21)123456789" | tallymark convert --to epc --gcp-length 7)" \
  urn:epc:id:sgtin:9506000.013435.123456789
is "$(echo "(01)09506000134352(21)123456789" | tallymark convert --to tag --scheme sgtin-96 --filter 3 --gcp-length 7)" \
  urn:epc:tag:sgtin-96:3.9506000.013435.123456789

# [5] Codes of medicines beside GS1
is "$(echo "[)>${RS}06${GS}9N110375286414${GS}S123${RS}${EOT}" | tallymark identify)" '"key":"(01)04150037528643(21)123"'

# [6] Market profiles
is "$(echo "(01)09506000134352(21)A1B2C3D4(10)A7B21" | tallymark profile check eu-fmd || true)" '"verdict":"fail"'

# [7] Repair of damaged scans
is "$(echo "]d201095060001343521728123110A7B2121A1B2C3D4" | tallymark repair)" '"kind":"separator-lost"'

# [8] Serials
head -c 16 /dev/urandom | od -An -tx1 | tr -d ' \n' > key
tallymark serials --key-file key --length 12 --count 1000 --label 09506000134352 > pool.txt
is "$(sort -u pool.txt | grep -c .)" 1000
is "$(tallymark predictability pool.txt)" '"predictable":false'
is "$(seq 100000 101000 | tallymark predictability || true)" '"predictable":true'

# [9] Whole columns
yes "(01)09506000134352(21)A1B2" | head -n 1000 > scans.txt
is "$(tallymark parse scans.txt | grep -c '"ok":true')" 1000

# [end]
echo "nine topics hold"
