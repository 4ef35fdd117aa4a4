using System.Reflection;

namespace VideoPipeline.Embedded.Functions;

/// <summary>A function that the host cannot call, found while it starts.</summary>
public sealed class FunctionBindingException : Exception
{
    public FunctionBindingException()
    {
    }

    public FunctionBindingException(string message)
        : base(message)
    {
    }

    public FunctionBindingException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal static FunctionBindingException At(ParameterInfo parameter, string problem) =>
        new($"{parameter.Member.DeclaringType!.Name}.{parameter.Member.Name}: {problem}");
}
