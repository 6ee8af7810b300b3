using System;
using MathNet.Numerics;
using MathNet.Numerics.Distributions;

namespace Survival
{
    /// <summary>Accelerated failure times with a gamma law, some of them not observed to the end.</summary>
    public static class GammaRegression
    {
        /// <summary>
        /// Negative logarithm of the likelihood, divided by the number of subjects.
        /// parameters[0] = logarithm of the shape, parameters[1] = logarithm of the mean time,
        /// parameters[2 + j] = effect of covariate j on the logarithm of the mean.
        /// </summary>
        public static double NegativeLogLikelihood(double[] parameters, double[][] covariates, double[] times, bool[] failed)
        {
            var shape = Math.Exp(parameters[0]);
            var sum = 0.0;
            for (var i = 0; i < times.Length; i++)
            {
                var logMean = parameters[1];
                for (var j = 0; j < covariates[i].Length; j++)
                {
                    logMean += parameters[2 + j] * covariates[i][j];
                }

                var rate = shape / Math.Exp(logMean);
                sum -= failed[i]
                    ? Gamma.PDFLn(shape, rate, times[i])
                    : Math.Log(SpecialFunctions.GammaUpperRegularized(shape, rate * times[i]));
            }

            return sum / times.Length;
        }
    }
}
