Imports System

Public Enum OptionKind
    [Call] = 1
    Put = -1
End Enum

' The market that an option is priced in.
Public Structure Market
    Public Spot As Double
    Public Rate As Double
    Public Dividend As Double
    Public Volatility As Double

    Public Sub New(ByVal Spot As Double, ByVal Rate As Double, ByVal Dividend As Double, ByVal Volatility As Double)
        Me.Spot = Spot
        Me.Rate = Rate
        Me.Dividend = Dividend
        Me.Volatility = Volatility
    End Sub

    Public ReadOnly Property Carry() As Double
        Get
            Return Rate - Dividend
        End Get
    End Property
End Structure

' Options on one asset.
Public Module Options

    ' Distribution function of the normal law, by a continued fraction in the tails and a series in the middle.
    Public Function NormalCdf(ByVal x As Double) As Double
        Dim Sum As Double, Term As Double, k As Integer, Density As Double
        Density = Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI)
        If Math.Abs(x) < 3 Then
            Term = x
            Sum = x
            k = 1
            While Math.Abs(Term) > 1.0E-17 And k < 200
                Term *= x * x / (2 * k + 1)
                Sum += Term
                k += 1
            End While
            Return 0.5 + Density * Sum
        Else
            Sum = 0
            For k = 60 To 1 Step -1
                Sum = k / (Math.Abs(x) + Sum)
            Next
            Sum = Density / (Math.Abs(x) + Sum)
            If x > 0 Then Return 1 - Sum Else Return Sum
        End If
    End Function

    ' Black and Scholes, with a dividend yield.
    Public Function BlackScholes(ByVal Kind As OptionKind, ByVal M As Market, ByVal Strike As Double, ByVal Years As Double) As Double
        Dim D1 As Double, D2 As Double, Sign As Integer = Kind
        D1 = (Math.Log(M.Spot / Strike) + (M.Carry + M.Volatility ^ 2 / 2) * Years) / (M.Volatility * Years ^ 0.5)
        D2 = D1 - M.Volatility * Years ^ 0.5
        Return Sign * (M.Spot * Math.Exp(-M.Dividend * Years) * NormalCdf(Sign * D1) - Strike * Math.Exp(-M.Rate * Years) * NormalCdf(Sign * D2))
    End Function

    ' American option on a binomial tree of Cox, Ross and Rubinstein.
    Public Function Binomial(ByVal Kind As OptionKind, ByVal M As Market, ByVal Strike As Double, ByVal Years As Double, Optional ByVal Steps As Integer = 100) As Double
        Dim Values() As Double
        Dim Up As Double, Down As Double, Probability As Double, Discount As Double, Exercise As Double, Price As Double
        Dim i As Integer, j As Integer
        If Steps < 1 Then Err.Raise(5, "Binomial", "At least one step is needed.")
        ReDim Values(Steps)
        Up = Math.Exp(M.Volatility * Math.Sqrt(Years / Steps))
        Down = 1 / Up
        Probability = (Math.Exp(M.Carry * Years / Steps) - Down) / (Up - Down)
        Discount = Math.Exp(-M.Rate * Years / Steps)
        Price = M.Spot * Up ^ Steps
        For i = 0 To Steps
            Values(i) = Math.Max(Kind * (Price - Strike), 0)
            Price *= Down * Down
        Next
        For j = Steps - 1 To 0 Step -1
            Price = M.Spot * Up ^ j
            For i = 0 To j
                Values(i) = Discount * (Probability * Values(i) + (1 - Probability) * Values(i + 1))
                Exercise = Kind * (Price - Strike)
                If Exercise > Values(i) Then Values(i) = Exercise
                Price *= Down * Down
            Next i
        Next j
        Return Values(0)
    End Function

    ' Value of a book of American puts with a volatility for each.
    Public Function Book(ByVal Spot As Double, ByVal Rate As Double, ByVal Strikes() As Double, ByVal Volatilities() As Double, ByVal Amounts() As Double, ByVal Years As Double) As Double
        Dim M As Market, i As Integer
        M.Spot = Spot
        M.Rate = Rate
        For i = 0 To Strikes.Length - 1
            M.Volatility = Volatilities(i)
            Book += Amounts(i) * Binomial(OptionKind.Put, M, Strikes(i), Years, 50)
        Next
    End Function

End Module
