// Answers requests, a JSON object a line.
#include <iostream>
#include <string>

#include <tallymark/tallymark.hpp>

int main() {
  for (std::string line; std::getline(std::cin, line);) std::cout << tallymark::ask_json(line) << '\n';
}
