// Reads a batch folder and says what is wrong with it and what to hold.
#include <iostream>

#include <tallymark/tallymark.hpp>

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: reconcile DIR\n";
    return 2;
  }
  const auto scan = tallymark::Message::parse("]d201095060001343521728123110A7B21\x1d" "21A1B2");
  std::cout << "one scan: " << scan.bracketed << ", key " << scan.key.value_or("none") << '\n';

  auto batch = tallymark::Batch::try_load(argv[1]);
  if (!batch) {
    std::cerr << batch.failure()->message << '\n';
    return 2;
  }
  const auto result = batch->investigate();
  for (const auto& residual : result.residuals) {
    std::cout << residual.equation << ' ';
    if (residual.residual)
      std::cout << *residual.residual << '\n';
    else
      std::cout << "not evaluable: " << residual.limit << '\n';
  }
  for (const auto& finding : result.findings) std::cout << finding.code << ' ' << finding.message << '\n';
  std::cout << "quarantine:";
  for (const auto& id : result.cover) std::cout << ' ' << id;
  std::cout << '\n';
}
