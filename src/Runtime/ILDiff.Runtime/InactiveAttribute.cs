namespace ILDiff;

using System;

/// <summary>
/// On a method: it takes no part in differentiation; calls run as they are, once, and their results and what they write
/// count as constants.
/// </summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Constructor | AttributeTargets.Property)]
public sealed class InactiveAttribute : Attribute;
