module.exports = globalThis.requireOutside('google-protobuf');
