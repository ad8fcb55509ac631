/**
 * Who owns which field of an object: `metadata.managedFields`, and server-side apply, which rests on it. After apimachinery
 * `pkg/util/managedfields` and structured-merge-diff. Pure over the objects it is given; writing is the api's.
 *
 * Ownership is a matter of people and programs that share objects. On a real server every write keeps its books, which
 * makes objects half as large again. Here control loops write nearly everything, thousands of objects in a second, and
 * nobody asks who has set which field of the pod of a replica set: the answer is always the same and follows from the
 * object. So entries are kept only on objects that somebody with a name has written to (a request with a field manager:
 * every client's). Then each later write is counted, those of the loops too, as on a real server. The entries of all
 * other objects are made when somebody reads them (`derived.ts`, with what the kind knows of its writers), and become
 * the base that is kept when a client writes to such an object. An empty list that is kept says that the owners have
 * been reset: then there are none until the next apply.
 *
 * Clients get the entries with every object, but not in tables, whose rows nobody reads them from. Our own command line
 * asks for them only where it shows them.
 */
export { applyConfiguration } from './apply.js'
export { createdBy, updatedBy, withManagedFields } from './management.js'
export { applyScale } from './scale.js'
