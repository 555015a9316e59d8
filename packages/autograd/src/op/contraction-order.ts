/**
 * The order in which a matrix product adds up: the inner axis is cut into blocks of 256; within a block, products are
 * added in ascending order to one accumulator, which starts from the first product; block results are added in
 * ascending order. Product and sum are rounded separately. 0 where the inner size is 0.
 */
export const contractionBlock = 256;
