Imports System

' Fixed coupon bonds.
Public Module Bonds

    Public Const MaxIterations As Integer = 50

    ' Present value of a bond with face 100 at a yield compounded Frequency times a year.
    Public Function Price(ByVal Coupon As Double, ByVal Years As Double, ByVal Frequency As Integer, ByVal Yield As Double) As Double
        Dim Payments As Integer = CInt(Math.Ceiling(Years * Frequency))
        Dim Stub As Double = Years * Frequency - (Payments - 1)
        Dim k As Integer
        Price = 0
        For k = 0 To Payments - 1
            Price += 100 * Coupon / Frequency / (1 + Yield / Frequency) ^ (k + Stub)
        Next
        Price += 100 / (1 + Yield / Frequency) ^ (Payments - 1 + Stub)
        ' Accrued interest is not part of the quoted price.
        Price -= 100 * Coupon / Frequency * (1 - Stub)
    End Function

    ' Slope of the price by the yield.
    Private Sub PriceAndSlope(ByVal Coupon As Double, ByVal Years As Double, ByVal Frequency As Integer, ByVal Yield As Double, ByRef Value As Double, ByRef Slope As Double)
        Dim Payments As Integer = CInt(Math.Ceiling(Years * Frequency))
        Dim Stub As Double = Years * Frequency - (Payments - 1)
        Dim Growth As Double = 1 + Yield / Frequency
        Dim Flow As Double, k As Integer
        Value = -100 * Coupon / Frequency * (1 - Stub)
        Slope = 0
        For k = 0 To Payments - 1
            Flow = 100 * Coupon / Frequency
            If k = Payments - 1 Then Flow += 100
            Value += Flow * Growth ^ -(k + Stub)
            Slope -= (k + Stub) / Frequency * Flow * Growth ^ -(k + Stub + 1)
        Next
    End Sub

    ' Yield at which the bond has a price, by Newton's method.
    Public Function YieldOf(ByVal Coupon As Double, ByVal Years As Double, ByVal Frequency As Integer, ByVal Target As Double) As Double
        Dim Value As Double, Slope As Double, Change As Double
        Dim Iteration As Integer
        YieldOf = Coupon
        Do
            PriceAndSlope(Coupon, Years, Frequency, YieldOf, Value, Slope)
            Change = (Value - Target) / Slope
            YieldOf -= Change
            Iteration += 1
            If Iteration > MaxIterations Then Throw New ArithmeticException("No yield found for a price of " & Target & ".")
        Loop While Math.Abs(Change) > 0.0000000001
    End Function

    ' Average yield of a portfolio, weighted by market value.
    Public Function PortfolioYield(ByVal Coupons() As Double, ByVal Years() As Double, ByVal Prices() As Double, ByVal Holdings() As Double) As Double
        Dim i As Integer, Weight As Double, Total As Double
        For i = LBound(Coupons) To UBound(Coupons)
            Weight = Holdings(i) * Prices(i)
            PortfolioYield += Weight * YieldOf(Coupons(i), Years(i), 2, Prices(i))
            Total += Weight
        Next i
        PortfolioYield /= Total
    End Function

End Module
