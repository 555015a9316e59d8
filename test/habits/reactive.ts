/** What Vue 3 does with an object that is made reactive, as far as it matters here. */
export function reactive<T extends object>(target: T): T {
  if (Reflect.get(target, "__v_skip") === true || !Object.isExtensible(target)) return target;
  return new Proxy(target, {
    get(raw, key, receiver): unknown {
      const value: unknown = Reflect.get(raw, key, receiver);
      return typeof value === "object" && value !== null ? reactive(value) : value;
    },
  });
}
