using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace VideoPipeline.Embedded.Functions.Durable;

/// <summary>[DurableClient] DurableTaskClient, in a function of any trigger.</summary>
internal static class DurableClientBinding
{
    public static ParameterBinder? Bind(ParameterInfo parameter) =>
        parameter.GetCustomAttribute<DurableClientAttribute>() is null ? null
        : parameter.ParameterType == typeof(DurableTaskClient)
            ? invocation => invocation.InstanceServices.GetRequiredService<DurableTaskClient>()
            : throw FunctionBindingException.At(parameter, $"a durable client is a {nameof(DurableTaskClient)}.");
}
