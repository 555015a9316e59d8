export type { Activation, ActivationName } from "./activation.ts";
export { BatchNorm, type BatchNormOptions, type RunningStatistics } from "./batch-norm.ts";
export { type BatchOptions, batches } from "./data/batches.ts";
export { type Categories, categories } from "./data/categories.ts";
export { decodeNpy } from "./data/npy.ts";
export { type Padded, type PaddingOptions, padded } from "./data/padded.ts";
export { type PartitionOptions, partition } from "./data/partition.ts";
export type { Data, Part, Rows } from "./data/rows.ts";
export { type Standardization, standardization } from "./data/standardization.ts";
export { Dropout } from "./dropout.ts";
export { Embedding, type EmbeddingOptions, type LookedUp } from "./embedding.ts";
export type { ByteSource } from "./file/bytes-place.ts";
export type { Readable } from "./file/environment.ts";
export {
  decodeSafetensors,
  encodeSafetensors,
  type Safetensors,
  type SafetensorsOptions,
} from "./file/safetensors.ts";
export { load, type SaveOptions, save } from "./file/save.ts";
export {
  type LoadStateOptions,
  loadState,
  type Stateful,
  type StoredName,
  stateOf,
} from "./file/state.ts";
export type { StoredDType } from "./file/stored-dtype.ts";
export { EarlyStopping } from "./fit/early-stopping.ts";
export { fit } from "./fit/fit.ts";
export type { Epoch, FitData, FitOptions, FitResult, LossUse, Minimizer, Signal } from "./fit/fit-options.ts";
export {
  heNormal,
  heUniform,
  type Initializer,
  type InitializerSource,
  normal,
  uniform,
  xavierNormal,
  xavierUniform,
} from "./initializer.ts";
export type { LayerInput } from "./input-type.ts";
export { LayerNorm } from "./layer-norm.ts";
export { Linear, type LinearOptions } from "./linear.ts";
export { binaryCrossEntropy } from "./loss/binary-cross-entropy.ts";
export { binaryCrossEntropyWithLogits } from "./loss/binary-cross-entropy-with-logits.ts";
export { categoricalCrossEntropy } from "./loss/categorical-cross-entropy.ts";
export { categoricalCrossEntropyWithLogits } from "./loss/categorical-cross-entropy-with-logits.ts";
export type { ClassTarget } from "./loss/class-target.ts";
export { halfSquaredError } from "./loss/half-squared-error.ts";
export { hinge } from "./loss/hinge.ts";
export { type HuberOptions, huber } from "./loss/huber.ts";
export { meanAbsoluteError } from "./loss/mean-absolute-error.ts";
export { meanSquaredError } from "./loss/mean-squared-error.ts";
export type { Target } from "./loss/prediction-and-target.ts";
export { areaUnderCurve } from "./metric/area-under-curve.ts";
export { accuracy, confusionMatrix, topKAccuracy } from "./metric/classification.ts";
export { rSquared } from "./metric/r-squared.ts";
export { type LayersOf, type Mlp, type MlpOptions, mlp, type Sized } from "./mlp.ts";
export { modelSummary } from "./model/model-summary.ts";
export { namedParameters, parameters } from "./model/parameters.ts";
export { setTraining } from "./model/training.ts";
export type { NormOptions } from "./normalized.ts";
export type { Randomness } from "./randomness.ts";
export { type Sequential, sequential } from "./sequential.ts";
export type { ForwardLayer, Layer, Layered, SequentialInput, Through } from "./sequential-type.ts";
