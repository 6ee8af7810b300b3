namespace ILDiff.Problems.Data;

/// <summary>Three numbers.</summary>
public struct Vector
{
    public double X;
    public double Y;
    public double Z;
}

/// <summary>Rotation (axis times angle), centre, focal length, principal point, radial distortion.</summary>
public struct Camera
{
    public Vector Rotation;
    public Vector Centre;
    public double Focal;
    public double PrincipalX;
    public double PrincipalY;
    public double Radial1;
    public double Radial2;
}

/// <summary>A weighted difference in the image.</summary>
public struct Offset
{
    public double X;
    public double Y;
}

/// <summary>A row of an observation's Jacobian.</summary>
public struct ObservationRow
{
    public Camera Camera;
    public Vector Point;
    public double Weight;
}
