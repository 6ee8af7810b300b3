/// <summary>Sample methods the tests differentiate.</summary>
public static class SampleAssembly { }
