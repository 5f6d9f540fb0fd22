/** Every connector of mlmodel services. */
import { customMlModel } from './custom-ml-model.ts'
import { mlflow } from './mlflow.ts'
import { sagemaker } from './sagemaker.ts'
import { sklearn } from './sklearn.ts'
import { vertexAi } from './vertex-ai.ts'

export const mlmodelConnectors = [customMlModel, mlflow, sagemaker, sklearn, vertexAi]
