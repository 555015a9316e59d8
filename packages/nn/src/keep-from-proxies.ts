/** Has Vue's `reactive` leave the objects of a class as they are: they have private fields, which its Proxies have not. */
export function keepFromProxies(prototype: object): void {
  Object.defineProperty(prototype, "__v_skip", { value: true, configurable: true });
}
