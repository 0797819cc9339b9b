'use strict';

/** Why a call could not answer: a stable code, the place, and what to do. */
class TallymarkError extends Error {
  constructor(failure) {
    super(failure.message);
    this.name = 'TallymarkError';
    this.code = failure.code;
    this.span = failure.span ?? null;
    this.ai = failure.ai ?? null;
    this.help = failure.help ?? null;
    this.place = failure.place ?? null;
    this.fixes = failure.fixes ?? [];
  }

  /** The part of `input` that is meant; spans count bytes of UTF-8. */
  slice(input) {
    if (this.span === null) return '';
    return Buffer.from(input).subarray(this.span[0], this.span[1]).toString('utf8');
  }
}

module.exports = { TallymarkError };
