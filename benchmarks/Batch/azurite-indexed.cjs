// Loaded into Azurite before its own code (NODE_OPTIONS) by `batch … indexed`. Its in-memory index, LokiJS, sorts every one of its keys anew
// when a blob is deleted, and looks a blob up among all of its account: what a call takes grows with the number of blobs. Here a delete
// takes one entry out, and a look-up goes by the name first. Nothing else of Azurite is touched.
const Module = require('node:module');

const load = Module._load;
let patched = false;
Module._load = function (request, ...rest) {
  const loaded = load.call(this, request, ...rest);
  if (request === 'lokijs' && !patched) {
    patched = true;
    patch(loaded.Collection.prototype);
  }

  return loaded;
};

function patch(collection) {
  const { findOne, count } = collection;
  collection.findOne = function (query) {
    return findOne.call(this, nameFirst(query));
  };
  collection.count = function (query) {
    return count.call(this, nameFirst(query));
  };
  collection.findAndRemove = function (query) {
    this.chain().find(nameFirst(query)).data().forEach(entry => this.remove(entry));
  };
}

function nameFirst(query) {
  return query && 'name' in query ? { name: query.name, ...query } : query;
}
