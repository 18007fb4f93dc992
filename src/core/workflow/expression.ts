/**
 * The text of a CEL expression. Names it may read: `inputs.<name>`; `steps.<node>` with `outcome`, `output`,
 * `text` and `visits` of the newest visit of a node that may come before; `artifacts`, the list of those that
 * the node's context selects (`id`, `kind`, `title`, `text`, `data`, `node`); `visit`, the number of this
 * visit of the node, from 1; `with.<name>` where the node has `with`; `item` and `index` in the work of a
 * map; `output` and `text` in what a verification holds against its subject. Evaluated without effects, in
 * bounded time, against values that are recorded.
 */
export type Expression = string;

/** The text of a strict Liquid template over the same names: an unknown name or filter is a problem at load. */
export type Template = string;
