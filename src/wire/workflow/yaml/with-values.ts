import { z } from "zod";
import { named } from "../named.ts";

/** Expressions by name. What is no text is the value itself, and JSON is CEL. */
const value = z.json().transform((given) => (typeof given === "string" ? given : JSON.stringify(given)));

export const withValues = named(value);
