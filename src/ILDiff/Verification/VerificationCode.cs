namespace ILDiff.Verification;

/// <summary>What a verification error is about. Names follow the codes that .NET's own IL verifiers print.</summary>
internal enum VerificationCode
{
    /// <summary>The verifier itself failed on this method; the method counts as not verified.</summary>
    Internal,

    /// <summary>The body cannot be decoded, or is so complex that verification was given up.</summary>
    MalformedBody,

    /// <summary>A type cannot be resolved, so nothing about it can be shown.</summary>
    MissingType,

    /// <summary>A method with this name and signature does not exist.</summary>
    MissingMethod,

    /// <summary>A field with this name and type does not exist.</summary>
    MissingField,

    /// <summary>An operand is of the wrong sort for its instruction, or missing.</summary>
    BadOperand,

    /// <summary>A branch leads outside the method, or between a prefix and its instruction.</summary>
    BadJumpTarget,

    /// <summary>An argument index that the method does not have.</summary>
    UnrecognizedArgumentNumber,

    /// <summary>A local variable index that the method does not have.</summary>
    UnrecognizedLocalNumber,

    /// <summary>Fewer values on the stack than the instruction takes.</summary>
    StackUnderflow,

    /// <summary>More values on the stack than the method's declared maximum.</summary>
    StackOverflow,

    /// <summary>A value of another type than the one required.</summary>
    StackUnexpected,

    /// <summary>An address is required.</summary>
    StackByRef,

    /// <summary>An object reference is required.</summary>
    StackObjRef,

    /// <summary>An array is required.</summary>
    ExpectedArray,

    /// <summary>A number is required.</summary>
    ExpectedNumericType,

    /// <summary>An integer is required.</summary>
    ExpectedIntegerType,

    /// <summary>A floating-point number is required.</summary>
    ExpectedFloatType,

    /// <summary>A value type is required.</summary>
    ValueTypeExpected,

    /// <summary>Two paths reach an instruction with stacks of different depth.</summary>
    PathStackDepth,

    /// <summary>Two paths reach an instruction with values that have no common type.</summary>
    PathStackUnexpected,

    /// <summary>Control runs past the last instruction.</summary>
    MethodFallthrough,

    /// <summary>Control runs out of a protected region or handler.</summary>
    FallthroughException,

    /// <summary>Control runs into a handler.</summary>
    FallthroughIntoHandler,

    /// <summary>A branch into a protected region, not at its first instruction.</summary>
    BranchIntoTry,

    /// <summary>A branch into a handler.</summary>
    BranchIntoHandler,

    /// <summary>A branch into a filter.</summary>
    BranchIntoFilter,

    /// <summary>A branch, not a leave, out of a protected region.</summary>
    BranchOutOfTry,

    /// <summary>A branch, not a leave, out of a handler.</summary>
    BranchOutOfHandler,

    /// <summary>A branch or leave out of a filter.</summary>
    BranchOutOfFilter,

    /// <summary>A branch or leave out of a finally or fault handler.</summary>
    BranchOutOfFinally,

    /// <summary>A return inside a protected region.</summary>
    ReturnFromTry,

    /// <summary>A return inside a handler.</summary>
    ReturnFromHandler,

    /// <summary>A return inside a filter.</summary>
    ReturnFromFilter,

    /// <summary>Exception regions overlap without one containing the other, or are empty.</summary>
    RegionStructure,

    /// <summary>A protected region is entered with values on the stack.</summary>
    TryNonEmptyStack,

    /// <summary>The type of a catch clause is no type that can be caught.</summary>
    CatchType,

    /// <summary>An endfinally outside finally and fault handlers.</summary>
    Endfinally,

    /// <summary>An endfilter that does not end a filter, or a filter that ends without one.</summary>
    Endfilter,

    /// <summary>A rethrow outside a catch handler.</summary>
    Rethrow,

    /// <summary>A method that returns nothing leaves a value.</summary>
    ReturnVoid,

    /// <summary>A method that returns a value leaves none.</summary>
    ReturnMissing,

    /// <summary>More than the result is on the stack at a return.</summary>
    ReturnEmpty,

    /// <summary>An address that may lie in this method's frame is returned.</summary>
    ReturnPtrToStack,

    /// <summary>A constructor returns before it called another one.</summary>
    ThisUninitReturn,

    /// <summary>The receiver is used before a constructor has initialised it.</summary>
    UninitStack,

    /// <summary>A constructor assigns its receiver argument.</summary>
    ThisUninitStore,

    /// <summary>A constructor is called where none may be.</summary>
    CallCtor,

    /// <summary>Something other than an instance constructor is created with newobj.</summary>
    CtorExpected,

    /// <summary>An abstract class or an interface is created.</summary>
    NewobjAbstractClass,

    /// <summary>An abstract method is called without dispatch.</summary>
    CallAbstract,

    /// <summary>A static method is called with dispatch.</summary>
    CallVirtOnStatic,

    /// <summary>A method of a value type is called with dispatch and without a constraint.</summary>
    CallVirtOnValueType,

    /// <summary>A virtual method is called without dispatch on another object than the receiver.</summary>
    ThisMismatch,

    /// <summary>A constraint prefix stands before a call that it does not fit.</summary>
    Constrained,

    /// <summary>A function pointer to a constructor, or a virtual one to a static method.</summary>
    LdftnTarget,

    /// <summary>A delegate is not made from a function pointer and a target that fit it.</summary>
    DelegateCtor,

    /// <summary>The instructions that make a delegate are not the prescribed sequence.</summary>
    DelegatePattern,

    /// <summary>A delegate is bound to a virtual method without dispatch, on another object than the receiver.</summary>
    LdftnNonFinalVirtual,

    /// <summary>An instance field is used without an object, or a static one as if it were an instance's.</summary>
    FieldKind,

    /// <summary>A field that may not be seen here.</summary>
    FieldAccess,

    /// <summary>A method that may not be seen here.</summary>
    MethodAccess,

    /// <summary>A type that may not be seen here.</summary>
    TypeAccess,

    /// <summary>A read-only instance field is written outside its type's constructor.</summary>
    InitOnly,

    /// <summary>A constant or a read-only static field is written outside its type's initialiser, which the runtime refuses.</summary>
    InitOnlyStatic,

    /// <summary>A read-only address is written through or passed on as a writable one.</summary>
    ReadOnlyIllegalWrite,

    /// <summary>A prefix stands before an instruction that does not take it.</summary>
    BadPrefix,

    /// <summary>A tail prefix without a call and a return after it, or where none may be.</summary>
    TailCall,

    /// <summary>A tail call passes an address that may lie in this method's frame.</summary>
    TailByRef,

    /// <summary>Type arguments do not meet the constraints of a generic method.</summary>
    UnsatisfiedMethodInst,

    /// <summary>Type arguments do not meet the constraints of a generic type.</summary>
    UnsatisfiedTypeInst,

    /// <summary>An address of an address, a boxed address or an array of addresses.</summary>
    BadByRefs,

    /// <summary>A ref struct is boxed or put where it may not live.</summary>
    BadByRefLike,

    /// <summary>Unverifiable by nature: local variables are not initialised.</summary>
    InitLocals,

    /// <summary>Unverifiable by nature: unmanaged pointers, raw memory, calls through pointers.</summary>
    Unverifiable,
}
