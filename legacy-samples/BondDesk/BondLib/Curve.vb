Imports System

' The term structure of interest rates.
Public Module Curve

    ' Continuously compounded zero rate at a time, linear between the nodes.
    Public Function ZeroRate(ByVal Times() As Double, ByVal Rates() As Double, ByVal T As Double) As Double
        Dim i As Integer, N As Integer = UBound(Times)
        Select Case T
            Case Is <= Times(0)
                Return Rates(0)
            Case Is >= Times(N)
                Return Rates(N)
            Case Else
                For i = 1 To N
                    If T <= Times(i) Then Exit For
                Next
                Return Rates(i - 1) + (Rates(i) - Rates(i - 1)) * (T - Times(i - 1)) / (Times(i) - Times(i - 1))
        End Select
    End Function

    Public Function DiscountFactor(ByVal Times() As Double, ByVal Rates() As Double, ByVal T As Double) As Double
        Return Math.Exp(-ZeroRate(Times, Rates, T) * T)
    End Function

    ' Zero rates from par swap rates with yearly payments, maturity by maturity: each node is found by the secant method
    ' so that its swap is worth nothing. The arrays grow as nodes are found.
    Public Sub Bootstrap(ByVal Maturities() As Double, ByVal SwapRates() As Double, ByRef Times() As Double, ByRef Rates() As Double)
        Dim i As Integer, Iteration As Integer
        Dim R0 As Double, R1 As Double, F0 As Double, F1 As Double, Change As Double
        ReDim Times(0)
        ReDim Rates(0)
        For i = 0 To UBound(Maturities)
            ReDim Preserve Times(i)
            ReDim Preserve Rates(i)
            Times(i) = Maturities(i)
            R0 = SwapRates(i)
            R1 = SwapRates(i) + 0.001
            Rates(i) = R0
            F0 = SwapValue(Times, Rates, SwapRates(i), Maturities(i))
            Iteration = 0
NextTry:
            Rates(i) = R1
            F1 = SwapValue(Times, Rates, SwapRates(i), Maturities(i))
            Iteration += 1
            If F1 = F0 Then GoTo Found
            Change = F1 * (R1 - R0) / (F1 - F0)
            R0 = R1
            F0 = F1
            R1 = R1 - Change
            If Iteration > 60 Then Throw New ArithmeticException("The curve does not fit the swap of " & Maturities(i) & " years.")
            If Math.Abs(Change) > 0.000000000001 Then GoTo NextTry
            Rates(i) = R1
Found:
        Next
    End Sub

    ' Value to the payer of the fixed rate, per unit.
    Public Function SwapValue(ByVal Times() As Double, ByVal Rates() As Double, ByVal FixedRate As Double, ByVal Maturity As Double) As Double
        Dim T As Double, Annuity As Double
        For T = 1 To Maturity + 0.000001 Step 1
            Annuity += DiscountFactor(Times, Rates, T)
        Next
        Return 1 - DiscountFactor(Times, Rates, Maturity) - FixedRate * Annuity
    End Function

    ' Value of a book of older swaps at the rates quoted today.
    Public Function BookValue(ByVal Maturities() As Double, ByVal SwapRates() As Double, ByVal BookMaturities() As Double, ByVal BookRates() As Double, ByVal Notionals() As Double) As Double
        Dim Times() As Double = Nothing, Rates() As Double = Nothing, i As Integer
        Bootstrap(Maturities, SwapRates, Times, Rates)
        For i = 0 To UBound(BookMaturities)
            BookValue += Notionals(i) * SwapValue(Times, Rates, BookRates(i), BookMaturities(i))
        Next
    End Function

    ' How badly a curve prices some bonds, and how rough it is: sum of squares of price errors, and of second differences
    ' of the rates with a weight.
    Public Function Misfit(ByVal Rates() As Double, ByVal Times() As Double, ByVal Coupons() As Double, ByVal Years() As Double, ByVal Prices() As Double, ByVal Roughness As Double) As Double
        Dim i As Integer, T As Double, Value As Double
        For i = 0 To UBound(Coupons)
            Value = 100 * DiscountFactor(Times, Rates, Years(i))
            T = Years(i)
            Do While T > 0.000001
                Value += 50 * Coupons(i) * DiscountFactor(Times, Rates, T)
                T -= 0.5
            Loop
            Misfit += (Value - Prices(i)) ^ 2
        Next
        For i = 1 To UBound(Rates) - 1
            Misfit += Roughness * ((Rates(i + 1) - Rates(i)) / (Times(i + 1) - Times(i)) - (Rates(i) - Rates(i - 1)) / (Times(i) - Times(i - 1))) ^ 2
        Next
    End Function

End Module
