"""Two councils' questionnaires as they are commonly written: the second asks much of what the first
asked, some of it in other words, and some that the first did not."""

FIRST = [
    "Describe how you will deliver orders to each council's sites, including lead times",
    "How will you manage the start of the contract in its first three months?",
    "Describe the team that will manage this framework and their experience",
    "How will you assure the quality of what you supply?",
    "Describe your procedure for handling complaints from councils",
    "How will you keep supplying councils during a disruption? Describe your business continuity plan",
    "Describe your approach to health and safety on council premises",
    "What will you do to reduce carbon emissions in delivering this contract?",
    "Describe the social value that you will bring to local communities",
    "How do you pay your staff and do you pay the Real Living Wage?",
    "How many apprenticeships will you create during the contract?",
    "Describe how you prevent modern slavery in your supply chain",
    "How do you protect personal data that councils give you (UK GDPR)?",
    "Describe your cyber security measures",
    "How do you promote equality and diversity in your workforce?",
    "How will you work with small businesses and voluntary organisations as subcontractors?",
    "Explain how you will invoice councils and resolve invoice queries",
    "What management information will you report to the centre each quarter?",
    "Give two examples of similar contracts that you have delivered in the last three years",
    "How will you find savings and improve the service over the term of the framework?",
    "How do you deal with damaged, faulty or returned goods?",
    "Describe your ordering system and how councils place orders electronically",
]

SECOND = [
    "Please describe how orders will be delivered to the sites of each council and your lead times",
    "Explain how you will manage the first three months of the contract, including its start",
    "Describe the experience of the team who will manage the framework",
    "How do you assure the quality of your supplies?",
    "How will you handle complaints from councils?",
    "Describe your business continuity plan in case of disruption to supply",
    "Health and safety: describe your approach on council premises",
    "How will you reduce carbon emissions during this contract?",
    "What social value will you bring to local communities?",
    "Do you pay the Real Living Wage to your staff?",
    "State how many apprenticeships you will create in the contract's term",
    "How do you prevent modern slavery in the supply chain?",
    "How do you protect personal data (UK GDPR)?",
    "Describe your measures for cyber security",
    "Describe how your workforce policies promote equality and diversity",
    "Will you work with small businesses and voluntary organisations? Say how",
    "How will you invoice councils?",
    "What management information will you give the centre, and how often?",
    "Give two examples of similar contracts delivered in the last three years",
    "What is your company registration number?",
    "What is the registered office address of your organisation?",
    "Describe how laptops are wiped and re-used at the end of their life",
    "Explain your approach to open standards and accessibility of software",
    "How will you train schools' staff to use the devices?",
    "Which spare parts do you hold, and where?",
]

UNRELATED = SECOND[21:]
"""What nothing in the first is about."""
