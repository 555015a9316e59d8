/** Another object each time that modules are evaluated anew. */
export const evaluation: object = {};
