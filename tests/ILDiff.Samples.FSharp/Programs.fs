/// Programs as F# programmers write them, each of which has derivatives.
module ILDiff.Samples.FSharp.Programs

type Vec =
    { X: float
      Y: float }

    static member (+)(a, b) = { X = a.X + b.X; Y = a.Y + b.Y }
    static member (*)(k: float, a) = { X = k * a.X; Y = k * a.Y }
    member v.Norm = sqrt (v.X * v.X + v.Y * v.Y)

type Shape =
    | Circle of radius: float
    | Rect of width: float * height: float
    | Tri of float * float * float

[<Struct>]
type Small =
    | One of r: float
    | Two of a: float * b: float

type ILoss =
    abstract Eval: float -> float

type Model(w: float, b: float) =
    let cache = w * b
    member val Scale = w with get, set
    member _.Predict(x: float) = w * x + b + cache

    member this.Loss(xs: float[], ys: float[]) =
        let mutable l = 0.0

        for i in 0 .. (min xs.Length ys.Length) - 1 do
            let d = this.Predict xs.[i] - ys.[i]
            l <- l + d * d

        l

let zeroCreate (a: float[]) =
    let b = Array.zeroCreate<float> a.Length

    for i in 0 .. a.Length - 1 do
        b.[i] <- a.[i] * a.[i]

    let mutable s = 0.0

    for x in b do
        s <- s + x

    s

let mapSum (a: float[]) = a |> Array.map (fun x -> x * x) |> Array.fold (+) 0.0
let fold (a: float[]) (k: float) = Array.fold (fun acc x -> acc * k + x) 0.0 a
let foldBack (a: float[]) (x: float) = Array.foldBack (fun c acc -> c + x * acc) a 0.0
let init (x: float) = Array.init 5 (fun i -> x * float i) |> Array.fold (+) 0.0
let mapi (a: float[]) = a |> Array.mapi (fun i x -> float i * x * x) |> Array.fold (fun s x -> s + x) 0.0
let map2 (a: float[]) = Array.map2 (fun x y -> x * y) a a |> Array.fold (+) 0.0
let sumBy (a: float[]) = a |> Array.sumBy exp
let reduce (a: float[]) = if a.Length = 0 then 0.0 else a |> Array.reduce (fun x y -> x * 0.5 + y)
let filter (a: float[]) = a |> Array.filter (fun x -> x > 0.0) |> Array.fold (+) 0.0
let zip (a: float[]) = Array.zip a a |> Array.sumBy (fun (x, y) -> x * y)

let iter (a: float[]) =
    let r = ref 0.0
    a |> Array.iter (fun x -> r.Value <- r.Value + x * x)
    r.Value

let copied (a: float[]) =
    let b = Array.copy a

    for i in 0 .. b.Length - 1 do
        b.[i] <- b.[i] * 2.0

    if b.Length > 0 then b.[0] * a.[0] else 0.0

let jagged (x: float) =
    let m = Array.init 3 (fun i -> Array.zeroCreate<float> (i + 1))

    for i in 0 .. 2 do
        for j in 0 .. i do
            m.[i].[j] <- x * float j + 1.0

    m.[2].[1] * m.[1].[1]

let determinant (a0: float[,]) =
    let n = Array2D.length1 a0
    if Array2D.length2 a0 <> n then invalidArg "a0" "not square"
    let a = Array2D.copy a0
    let mutable det = 1.0

    for k in 0 .. n - 1 do
        a.[k, k] <- a.[k, k] + 4.0
        det <- det * a.[k, k]

        for i in k + 1 .. n - 1 do
            let f = a.[i, k] / a.[k, k]

            for j in k .. n - 1 do
                a.[i, j] <- a.[i, j] - f * a.[k, j]

    det

let array2D (x: float) =
    let m = Array2D.init 2 2 (fun i j -> x + float (i * j))
    m.[1, 1] * m.[0, 1]

let records (x: float) (y: float) =
    let v = { X = x; Y = y }
    let w = { v with Y = x * y }
    (v + 2.0 * w).Norm

let area s =
    match s with
    | Circle r -> 3.0 * r * r
    | Rect(w, h) -> w * h
    | Tri(a, b, c) -> (a + b) * (b + c)

let unions (x: float) (y: float) (k: int) =
    let s = match abs k % 3 with 0 -> Circle x | 1 -> Rect(x, y) | _ -> Tri(x, y, x)
    area s * x

let structUnions (x: float) (k: int) =
    match (if k % 2 = 0 then One x else Two(x, x * x)) with
    | One r -> r * r
    | Two(a, b) -> a * b

let tuples (x: float) (y: float) =
    let f z = (z * y, z + 1.0)
    let (a, b) = f x
    a * b

let options (x: float) =
    match (if x > 0.0 then Some(x * x) else None) with
    | Some v -> v * x
    | None -> -x

let optionMap (x: float) = Some x |> Option.map (fun v -> v * v) |> Option.defaultValue 1.0
let composed (x: float) = (sin >> exp >> fun y -> y * y) x

let closures (x: float) =
    let k = x * x
    let f y = k * y + x
    f 3.0 + f k

let private twice (f: float -> float) x = f (f x)
let higherOrder (x: float) (k: float) = twice (fun y -> k * y * y) x

let refCells (x: float) =
    let r = ref x

    for i in 1 .. 3 do
        r.Value <- r.Value * x + float i

    r.Value

let rec private even (x: float) n = if n <= 0 then x else odd (sin x) (n - 1)
and private odd x n = if n <= 0 then x * x else even (x + 1.0) (n - 1)
let recursive (x: float) (n: int) = even x (abs n % 6)
let powers (x: float) (y: float) = (x * x + 1.0) ** y + pown x 3 + 2.0 ** x

let interfaces (k: float) (x: float) =
    let make c = { new ILoss with member _.Eval v = c * v * v }
    (make k).Eval x + (make x).Eval k

let classes (w: float) (b: float) (xs: float[]) =
    let m = Model(w, b)
    m.Scale <- m.Scale * 2.0
    m.Loss(xs, xs) * m.Scale

let handled (x: float) (n: int) =
    try
        if n % 2 = 0 then failwith "even"
        x * x
    with
    | Failure _ -> sin x
    | _ -> 0.0
