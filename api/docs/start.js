// validatorUrl null: the page asks nobody outside whether the contract is valid.
SwaggerUIBundle({url: "openapi.yaml", dom_id: "#contract", deepLinking: true, validatorUrl: null});
