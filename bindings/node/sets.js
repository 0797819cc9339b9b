'use strict';

/** Sets of serials as objects of the library; `index.js` hands the native side in. */
module.exports = (native, { later, sync, translated }) => {
  class Sketch {
    #native;

    constructor(key, bits = 14) {
      this.#native = key instanceof native.Sketch ? key : sync(() => new native.Sketch(Buffer.from(key), bits));
    }

    static fromBytes(key, bytes) {
      return new Sketch(sync(() => native.Sketch.fromBytes(Buffer.from(key), Buffer.from(bytes))));
    }

    static bitsFor(differences) {
      return native.Sketch.bitsFor(differences);
    }

    add(list) {
      return later(this.#native.add(JSON.stringify(list)));
    }

    merge(other) {
      sync(() => this.#native.merge(other.#native));
    }

    subtract(other) {
      sync(() => this.#native.subtract(other.#native));
    }

    surplus() {
      return later(this.#native.surplus());
    }

    toBytes() {
      return this.#native.toBytes();
    }

    get rows() {
      return this.#native.rows;
    }

    get rejected() {
      return this.#native.rejected;
    }

    get bits() {
      return this.#native.bits;
    }
  }

  class Known {
    #native;

    constructor(opened) {
      this.#native = opened;
    }

    static async open(list) {
      try {
        return new Known(await native.openKnown(JSON.stringify(list)));
      } catch (error) {
        throw translated(error);
      }
    }

    contains(text) {
      return sync(() => this.#native.contains(text));
    }

    useUp(text) {
      return sync(() => this.#native.useUp(text));
    }

    isUsed(text) {
      return sync(() => this.#native.isUsed(text));
    }

    get used() {
      return this.#native.used;
    }

    get size() {
      return this.#native.size;
    }
  }

  return { Known, Sketch };
};
