declare const brand: unique symbol;

/** A number or string that must not be mixed with others of the same shape. Casts appear only in the file of each type. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };
