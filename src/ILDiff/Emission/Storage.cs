namespace ILDiff.Emission;

using Mono.Cecil;
using Mono.Cecil.Cil;

/// <summary>Where a value is kept: a local variable or an argument of the method.</summary>
internal readonly record struct Storage(VariableDefinition? Variable, ParameterDefinition? Argument);
