namespace ILDiff; internal static class Placeholder { }
