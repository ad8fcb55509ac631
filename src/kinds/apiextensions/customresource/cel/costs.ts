/** What steps of an expression cost, when it is estimated as when it runs (cel-go's `common/cost.go`). */

/** Of each character that is looked at (`StringTraversalCostFactor`). */
export const textStep = 0.1
/** Of an expression for each of its characters (`RegexStringLengthCostFactor`). */
export const patternStep = 0.25
/** `ListCreateBaseCost` */
export const makingList = 10
/** `MapCreateBaseCost` */
export const makingMap = 30
